from django.urls import path

from jalon.web.pages import views

urlpatterns = [
    path("aide/", views.aide, name="aide"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mon-compte/", views.mon_compte, name="mon_compte"),
]
