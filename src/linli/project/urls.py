"""Addresses of all doors. Each module brings its own; what is for everybody stands first."""

from django.urls import include, path

urlpatterns = [
    path("", include("linli.web.urls")),
]
