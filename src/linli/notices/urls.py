"""Addresses of notices: include `portal` at /notices/ and `desk` at /desk/notices/."""

from django.urls import path

from linli.notices.pages import desk as at_desk
from linli.notices.pages import portal as in_portal

portal = (
    [
        path("", in_portal.notices, name="notices"),
        path("place/", in_portal.place, name="place"),
        path("<uuid:notice>/", in_portal.notice, name="notice"),
        path("<uuid:notice>/read/", in_portal.read, name="read"),
    ],
    "notices",
)
desk = (
    [
        path("", at_desk.notices, name="notices"),
        path("new/", at_desk.new, name="new"),
        path("<uuid:notice>/", at_desk.notice, name="notice"),
        path("<uuid:notice>/sheet/", at_desk.sheet, name="sheet"),
    ],
    "notices_desk",
)
