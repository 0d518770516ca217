"""Addresses of all doors. Each module brings its own; what is for everybody stands first."""

from django.urls import include, path

from linli.project import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("linli.web.urls")),
    path("areas/", include("linli.areas.urls")),
    path("", include("linli.catalog.urls")),
]
