"""Addresses of needs: `desk` at /desk/aid/, `portal` at /me/help/."""

from django.urls import path

from linli.aid.pages import desk as at_desk
from linli.aid.pages import figures
from linli.aid.pages import portal as at_portal

desk = (
    [
        path("", at_desk.needs, name="needs"),
        path("new/", at_desk.new, name="new"),
        path("figures/", figures.figures, name="figures"),
        path("<slug:number>/", at_desk.need, name="need"),
        path("<slug:number>/look/", at_desk.look, name="look"),
        path("<slug:number>/<slug:verb>/", at_desk.do, name="do"),
    ],
    "aid",
)
portal = (
    [
        path("", at_portal.mine, name="mine"),
        path("<slug:number>/", at_portal.one, name="one"),
        path("<slug:number>/add/", at_portal.add, name="add"),
        path("<slug:number>/decline/", at_portal.decline, name="decline"),
        path("<slug:number>/rate/", at_portal.rate, name="rate"),
    ],
    "help",
)
