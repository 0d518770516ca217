"""Addresses of the figures: include at /desk/indicators/."""

from django.urls import path

from linli.indicators import pages
from linli.indicators.explaining import explain
from linli.indicators.reuse import reuse
from linli.indicators.standing import pages as standing

app_name = "indicators"
urlpatterns = [
    path("", pages.rates, name="rates"),
    path("reuse/", reuse, name="reuse"),
    path("plan/", standing.standings, name="standings"),
    path("plan/<slug:indicator>/", standing.standing, name="standing"),
    path("<slug:indicator>/", explain, name="explain"),
]
