"""Addresses of analysis: include at /insight/."""

from django.urls import path

from linli.insight import pages

app_name = "insight"
urlpatterns = [
    path("", pages.home, name="home"),
    path("plans/<uuid:plan>/", pages.plan, name="plan"),
    path("alerts/", pages.warnings, name="alerts"),
    path("compare/", pages.compare, name="compare"),
]
