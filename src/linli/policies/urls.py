"""Addresses of policies: include `portal` at /policies/ and `desk` at /desk/policies/."""

from django.urls import path

from linli.policies.pages import desk as at_desk
from linli.policies.pages import portal as in_portal

portal = (
    [
        path("", in_portal.policies, name="policies"),
        path("<uuid:policy>/", in_portal.policy, name="policy"),
    ],
    "policies",
)
desk = (
    [
        path("", at_desk.policies, name="policies"),
        path("new/", at_desk.new, name="new"),
        path("<uuid:policy>/", at_desk.policy, name="policy"),
        path("<uuid:policy>/change/", at_desk.change, name="change"),
    ],
    "policies_desk",
)
