"""Addresses: analysis at /insight/, `screen` at /screen/."""

from django.urls import path

from linli.insight import pages, screens

app_name = "insight"
urlpatterns = [
    path("", pages.home, name="home"),
    path("plans/<uuid:plan>/", pages.plan, name="plan"),
    path("alerts/", pages.warnings, name="alerts"),
    path("screens/", screens.screens, name="screens"),
    path("screens/<uuid:screen>/withdraw/", screens.withdraw, name="withdraw_screen"),
    path("compare/", pages.compare, name="compare"),
]
screen = (
    [
        path("", screens.wall, name="wall"),
        path("enrol/", screens.enrol, name="enrol"),
    ],
    "screen",
)
