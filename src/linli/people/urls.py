"""Addresses of residents: include `portal` at /me/, `desk` at /desk/residents/, `households` at /desk/households/."""

from django.urls import path

from linli.people.pages import agreeing, answering, phones, recognising, record, residents, twins
from linli.people.pages import households as homes
from linli.people.pages import portal as me

portal = (
    [
        path("", me.me, name="me"),
        path("start/", me.start, name="start"),
        path("change/", me.change, name="change"),
        path("who-looked/", me.who_looked, name="who_looked"),
        path("record/", record.record, name="record"),
        path("wrong/", record.wrong, name="wrong"),
        path("delete/", record.delete, name="delete"),
        path("requests/", record.requests, name="requests"),
        path("requests/<str:number>/withdraw/", record.take_back, name="take_back"),
        path("phone/not-mine/", phones.refuse_phone, name="refuse_phone"),
        path("not-me/", recognising.not_me, name="not_me"),
        path("who/", recognising.who, name="who"),
        path("who/other/", recognising.other, name="other"),
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
        path("requests/", answering.requests, name="requests"),
        path("requests/<str:number>/", answering.asked, name="request"),
        path("requests/<str:number>/reveal/", answering.reveal, name="reveal_request"),
        path("requests/<str:number>/accept/", answering.accept, name="accept"),
        path("requests/<str:number>/refuse/", answering.refuse, name="refuse"),
        path("merges/<uuid:merge>/undo/", twins.undo, name="undo"),
        path("<uuid:resident>/other/", twins.other, name="other"),
        path("<uuid:resident>/merge/", twins.merge, name="merge"),
        path("<uuid:resident>/merge/code/", twins.merge_code, name="merge_code"),
        path("<uuid:resident>/phone/", phones.phone, name="phone"),
        path("<uuid:resident>/phone/give/", phones.give_phone, name="give_phone"),
        path("<uuid:resident>/phone/prove/", phones.prove_phone, name="prove_phone"),
        path("<uuid:resident>/phone/release/", phones.release_phone, name="release_phone"),
        path("<uuid:resident>/phone/ask-old/", phones.ask_old_phone, name="ask_old_phone"),
        path("<uuid:resident>/phone/confirm/", phones.confirm_phone, name="confirm_phone"),
        path("<uuid:resident>/phone/cancel/", phones.cancel_phone, name="cancel_phone"),
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
