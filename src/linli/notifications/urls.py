"""Addresses of the messages: include `portal` at /me/messages/ and `desk` at /desk/messages/."""

from django.urls import path

from linli.notifications import pages

portal = (
    [
        path("", pages.mine, name="mine"),
        path("read/", pages.read_mine, name="read_all"),
        path("<uuid:message>/read/", pages.read_mine, name="read"),
    ],
    "notifications",
)
desk = (
    [
        path("", pages.desk, name="messages"),
        path("read/", pages.read_desk, name="read_all"),
        path("<uuid:message>/read/", pages.read_desk, name="read"),
    ],
    "notifications_desk",
)
