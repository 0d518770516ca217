"""Addresses of the registers: `grids` at /desk/grids/, `areas` at /desk/areas/, `organizations`."""

from django.urls import path, register_converter

from linli.territory.pages import areas as area_pages
from linli.territory.pages import completeness as completeness_pages
from linli.territory.pages import grids as grid_pages
from linli.territory.pages import organizations as organization_pages


class CodeConverter:
    """The digits of an area's code."""

    regex = "[0-9]{2,17}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(CodeConverter, "code")
grids = (
    [
        path("", grid_pages.grids, name="grids"),
        path("<code:parent>/new/", grid_pages.new, name="new"),
        path("<code:parent>/merge/", grid_pages.merge, name="merge"),
        path("<code:code>/", grid_pages.grid, name="grid"),
        path("<code:code>/workers/<uuid:post>/end/", grid_pages.end_worker, name="end_worker"),
        path("<code:code>/<slug:verb>/", grid_pages.do, name="do"),
    ],
    "grids",
)
areas = (
    [
        path("", area_pages.areas, name="areas"),
        path("<code:code>/", area_pages.area, name="area"),
        path("<code:code>/figures/<uuid:figure>/withdraw/", area_pages.withdraw, name="withdraw"),
        path("<code:code>/tags/<uuid:tag>/end/", area_pages.end_tag, name="end_tag"),
        path("<code:code>/<slug:verb>/", area_pages.do, name="do"),
    ],
    "areas_desk",
)
organizations = (
    [
        path("", organization_pages.organizations, name="organizations"),
        path("new/", organization_pages.new, name="new"),
        path("completeness/", completeness_pages.page, name="completeness"),
        path("types/", organization_pages.types, name="types"),
        path("types/new/", organization_pages.new_type, name="new_type"),
        path("<uuid:unit>/", organization_pages.unit, name="unit"),
        path("<uuid:unit>/change/", organization_pages.change, name="change"),
        path("<uuid:unit>/contact/", organization_pages.contact, name="contact"),
        path("<uuid:unit>/contact/reveal/", organization_pages.reveal, name="reveal"),
    ],
    "organizations",
)
