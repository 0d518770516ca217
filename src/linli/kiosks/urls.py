"""Addresses: `kiosk` at /kiosk/, `register` at /desk/kiosks/, `mine` at /me/kiosk/."""

from django.urls import path

from linli.kiosks.pages import asking, desk, door, looking, papers

kiosk = (
    [
        path("", door.start, name="start"),
        path("enrol/", door.enrol, name="enrol"),
        path("sign-in/", door.sign_in, name="sign_in"),
        path("sign-in/code/", door.code, name="code"),
        path("sign-in/paper/", door.by_paper, name="by_paper"),
        path("name/<slug:to>/", door.name, name="name"),
        path("menu/", door.menu, name="menu"),
        path("out/", door.out, name="out"),
        path("beat/", door.beat, name="beat"),
        path("ask/", asking.ask, name="ask"),
        path("ask/<slug:code>/", asking.item, name="item"),
        path("ask/receipt/<slug:number>/", asking.receipt, name="receipt"),
        path("look/", looking.look, name="look"),
        path("look/<slug:number>/", looking.case, name="case"),
        path("look/<slug:number>/done/", looking.confirm, name="confirm"),
        path("look/<slug:number>/again/", looking.again, name="again"),
        path("rate/", looking.rate, name="rate"),
        path("rate/thanks/", looking.thanks, name="thanks"),
        path("rate/<slug:number>/", looking.level, name="level"),
    ],
    "kiosks",
)
register = (
    [
        path("", desk.devices, name="devices"),
        path("new/", desk.new, name="new"),
        path("coverage/", desk.coverage, name="coverage"),
        path("pass/<uuid:resident>/", papers.theirs, name="pass"),
        path("<uuid:device>/", desk.device, name="device"),
        path("<uuid:device>/renew/", desk.renew, name="renew"),
        path("<uuid:device>/revoke/", desk.revoke, name="revoke"),
        path("<uuid:device>/withdraw/", desk.withdraw, name="withdraw"),
    ],
    "kiosks_desk",
)
mine = ([path("", papers.mine, name="mine")], "kiosk_pass")
