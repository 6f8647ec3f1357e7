from django.urls import path

from website import views

urlpatterns = [path("session/", views.session), path("form/", views.form)]
