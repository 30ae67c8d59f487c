from django.urls import path

from jalon.web.editions import views

urlpatterns = [path("programmes/<slug:code>/<str:exercice>/editions/", views.editions, name="editions")]
