from django.urls import path

from jalon.web.journal import views

urlpatterns = [
    path("journal/", views.vue_journal, name="journal"),
    path("journal/export/<slug:format>/", views.journal_export, name="journal_export"),
]
