"""Addresses of the chooser."""

from django.urls import path

from linli.areas import pages

app_name = "areas"
urlpatterns = [
    path("find", pages.find, name="find"),
    path("near", pages.near, name="near"),
]
