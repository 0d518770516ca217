"""Addresses of cases at both doors."""

from django.urls import path

from linli.cases.pages import answers, assisting, calling, desk, nameless, portal, register, routing, today, views

app_name = "cases"
urlpatterns = [
    path("apply/<slug:code>/", portal.apply, name="apply"),
    path("apply/<slug:code>/alike/", portal.alike, name="alike"),
    path("apply/<slug:code>/draft/", portal.draft, name="draft"),
    path("ask/<slug:code>/", nameless.ask, name="ask"),
    path("track/", nameless.track, name="track"),
    path("cases/", portal.mine, name="mine"),
    path("cases/<slug:number>/", portal.detail, name="detail"),
    path("cases/<slug:number>/done/", portal.done, name="done"),
    path("cases/<slug:number>/confirm/", portal.confirm, name="confirm"),
    path("cases/<slug:number>/reopen/", portal.reopen, name="reopen"),
    path("cases/<slug:number>/rate/", portal.rate, name="rate"),
    path("cases/<slug:number>/join/", portal.join, name="join"),
    path("cases/<slug:number>/urge/", portal.urge, name="urge"),
    path("cases/<slug:number>/withdraw/", portal.withdraw, name="withdraw"),
    path("cases/<slug:number>/files/<uuid:file>/", portal.file, name="portal_file"),
    path("desk/", today.today, name="today"),
    path("desk/cases/", desk.queue, name="queue"),
    path("desk/register/", register.choose, name="register"),
    path("desk/register/<slug:code>/", register.register, name="register_item"),
    path("desk/register/<slug:code>/alike/", register.alike, name="desk_alike"),
    path("desk/register/<slug:code>/draft/", register.draft, name="desk_draft"),
    path("desk/register-coverage/", assisting.coverage, name="assisted"),
    path("desk/call/", calling.call, name="call"),
    path("desk/answers/", answers.answers, name="answers"),
    path("desk/answers/new/", answers.new, name="new_answer"),
    path("desk/answers/<uuid:answer>/", answers.answer, name="answer"),
    path("desk/answers/<uuid:answer>/end/", answers.end, name="end_answer"),
    path("desk/views/", views.keep, name="keep_view"),
    path("desk/views/<uuid:view>/drop/", views.drop, name="drop_view"),
    path("desk/routing/", routing.rules, name="routing"),
    path("desk/routing/new/", routing.new, name="new_rule"),
    path("desk/routing/<uuid:rule>/", routing.rule, name="rule"),
    path("desk/cases/<slug:number>/join/", register.join, name="desk_join"),
    path("desk/cases/<slug:number>/", desk.case_page, name="desk_case"),
    path("desk/cases/<slug:number>/reveal/", desk.reveal, name="reveal"),
    path("desk/cases/<slug:number>/confidential/", desk.make_confidential, name="make_confidential"),
    path("desk/cases/<slug:number>/open/", desk.open_to_resident, name="open_to_resident"),
    path("desk/cases/<slug:number>/files/<uuid:file>/", desk.file, name="desk_file"),
    path("desk/cases/<slug:number>/parts/<uuid:part>/<slug:verb>/", desk.part, name="part"),
    path("desk/cases/<slug:number>/<slug:verb>/", desk.do, name="do"),
]
