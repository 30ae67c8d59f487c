from django.urls import path

from jalon.web.journal import lectures, views

urlpatterns = [
    path("journal/", views.vue_journal, name="journal"),
    path("journal/export/<slug:format>/", views.journal_export, name="journal_export"),
    path("lectures/", lectures.vue_lectures, name="lectures"),
    path("lectures/export/<slug:format>/", lectures.lectures_export, name="lectures_export"),
]
