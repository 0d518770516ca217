"""Addresses of the messages: `portal` at /me/messages/, `desk` at /desk/messages/, `words` at /desk/manage/words/."""

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
words = (
    [path("", pages.words, name="words"), path("<str:event>/", pages.words_of, name="event")],
    "notifications_words",
)
