"""Addresses of “我的”: include at /me/."""

from django.urls import path

from linli.people import pages

app_name = "people"
urlpatterns = [
    path("", pages.me, name="me"),
    path("start/", pages.start, name="start"),
    path("change/", pages.change, name="change"),
    path("who-looked/", pages.who_looked, name="who_looked"),
    path("sessions/end/", pages.end_sessions, name="end_sessions"),
]
