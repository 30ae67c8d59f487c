from django.urls import path

from jalon.web.avancement import views

urlpatterns = [
    path("programmes/<slug:code>/<str:exercice>/avancement/", views.avancement, name="avancement"),
    path(
        "programmes/<slug:code>/<str:exercice>/avancement/export/<str:format>/",
        views.avancement_export,
        name="avancement_export",
    ),
]
