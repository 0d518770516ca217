"""Addresses of the figures: include at /desk/indicators/."""

from django.urls import path

from linli.indicators import pages

app_name = "indicators"
urlpatterns = [
    path("", pages.rates, name="rates"),
    path("<slug:indicator>/", pages.explain, name="explain"),
]
