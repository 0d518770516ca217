"""Addresses of the toolkit itself."""

from django.urls import path

from linli.web import pages

app_name = "web"
urlpatterns = [
    path("elder/", pages.elder, name="elder"),
    path("styleguide/", pages.styleguide, name="styleguide"),
]
