"""Addresses of residents: include `portal` at /me/, `desk` at /desk/residents/, `households` at /desk/households/."""

from django.urls import path

from linli.people.pages import agreeing, residents
from linli.people.pages import households as homes
from linli.people.pages import portal as me

portal = (
    [
        path("", me.me, name="me"),
        path("start/", me.start, name="start"),
        path("change/", me.change, name="change"),
        path("who-looked/", me.who_looked, name="who_looked"),
        path("consents/", agreeing.consents, name="consents"),
        path("consents/<slug:purpose>/give/", agreeing.give, name="give"),
        path("consents/<uuid:consent>/withdraw/", agreeing.withdraw, name="withdraw"),
        path("sessions/end/", me.end_sessions, name="end_sessions"),
    ],
    "people",
)
desk = (
    [
        path("", residents.residents, name="residents"),
        path("new/", residents.new, name="new"),
        path("<uuid:resident>/", residents.resident, name="resident"),
        path("<uuid:resident>/reveal/", residents.reveal, name="reveal"),
        path("<uuid:resident>/correct/", residents.correct, name="correct"),
        path("<uuid:resident>/consents/", residents.consent, name="consent"),
        path("<uuid:resident>/contacts/", residents.contact, name="contact"),
        path("consents/<uuid:consent>/withdraw/", residents.withdraw, name="withdraw"),
        path("contacts/<uuid:contact>/end/", residents.end_contact, name="end_contact"),
        path("contacts/<uuid:contact>/reveal/", residents.reveal_contact, name="reveal_contact"),
    ],
    "residents",
)
households = (
    [
        path("", homes.households, name="households"),
        path("new/", homes.new, name="new"),
        path("<uuid:household>/", homes.household, name="household"),
        path("<uuid:household>/join/", homes.join, name="join"),
        path("<uuid:household>/dissolve/", homes.dissolve, name="dissolve"),
        path("members/<uuid:member>/leave/", homes.leave, name="leave"),
        path("members/<uuid:member>/relation/", homes.relation, name="relation"),
    ],
    "households",
)
