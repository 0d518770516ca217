"""Addresses of the messages: `portal` at /me/messages/, `desk` at /desk/messages/, `words` at /desk/manage/words/.

`worker` stands at the root, since a browser lets a worker speak for what lies below it.
"""

from django.urls import path

from linli.notifications import pages, reaching

portal = (
    [
        path("", pages.mine, name="mine"),
        path("read/", pages.read_mine, name="read_all"),
        path("<uuid:message>/read/", pages.read_mine, name="read"),
        path("ways/", reaching.my_ways, name="ways"),
        path("quiet/", reaching.my_quiet, name="quiet"),
        path("sent/", reaching.sent_to_me, name="sent"),
        path("mail/", reaching.my_mail, name="mail"),
        path("mail/clear/", reaching.clear_my_mail, name="clear_mail"),
        path("push/", reaching.my_push, name="push"),
        path("push/<uuid:device>/off/", reaching.end_my_push, name="end_push"),
    ],
    "notifications",
)
desk = (
    [
        path("", pages.desk, name="messages"),
        path("read/", pages.read_desk, name="read_all"),
        path("<uuid:message>/read/", pages.read_desk, name="read"),
        path("ways/", reaching.desk_ways, name="ways"),
        path("quiet/", reaching.desk_quiet, name="quiet"),
        path("sent/", reaching.sent_to_staff, name="sent"),
        path("mail/", reaching.desk_mail, name="mail"),
        path("mail/clear/", reaching.clear_desk_mail, name="clear_mail"),
        path("wecom/", reaching.desk_wecom, name="wecom"),
        path("wecom/clear/", reaching.clear_desk_wecom, name="clear_wecom"),
        path("push/", reaching.desk_push, name="push"),
        path("push/<uuid:device>/off/", reaching.end_desk_push, name="end_push"),
    ],
    "notifications_desk",
)
worker = ([path("push-worker.js", pages.worker, name="worker")], "notifications_worker")
words = (
    [path("", pages.words, name="words"), path("<str:event>/", pages.words_of, name="event")],
    "notifications_words",
)
