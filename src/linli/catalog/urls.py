"""Addresses of the catalogue: the portal's at the root, `desk` at /desk/manage/items/."""

from django.urls import path

from linli.catalog import keeping, ordering, pages

app_name = "catalog"
urlpatterns = [
    path("items/", pages.items, name="items"),
    path("items/<slug:code>/", pages.item, name="item"),
    path("items/life/<slug:code>/", pages.milestone, name="milestone"),
]
desk = (
    [
        path("", pages.desk_items, name="items"),
        path("new/", keeping.new, name="new"),
        path("order/", ordering.order, name="order"),
        path("online/", keeping.online, name="online"),
        path("proposals/", keeping.proposals, name="proposals"),
        path("proposals/<uuid:proposal>/", keeping.proposal, name="proposal"),
        path("<slug:code>/", pages.desk_item, name="item"),
        path("<slug:code>/change/", keeping.change, name="change"),
        path("<slug:code>/standing/", keeping.standing, name="standing"),
        path("<slug:code>/versions/<int:which>/", pages.desk_version, name="version"),
    ],
    "catalog_desk",
)
