"""Addresses of archives: `portal` at the root, `desk` at /desk/archives/."""

from django.urls import path

from linli.archives.pages import disposing, exporting, holding

portal = (
    [
        path("cases/<slug:number>/archive/", exporting.own, name="own"),
        path("cases/<slug:number>/archive/<uuid:file>/<slug:kind>/", exporting.fetch_own, name="fetch"),
    ],
    "archives",
)
desk = (
    [
        path("due/", disposing.due, name="due"),
        path("proposals/<uuid:proposal>/", disposing.proposal, name="proposal"),
        path("proposals/<uuid:proposal>/approve/", disposing.approve, name="approve"),
        path("proposals/<uuid:proposal>/refuse/", disposing.refuse, name="refuse"),
        path("<slug:number>/hold/", holding.hold, name="hold"),
        path("<slug:number>/lift/", holding.lift, name="lift"),
        path("<slug:number>/", exporting.of_case, name="file"),
        path("<slug:number>/<uuid:file>/<slug:kind>/", exporting.fetch, name="fetch"),
    ],
    "archives_desk",
)
