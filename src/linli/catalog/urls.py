"""Addresses of the catalogue: the portal's at the root, `desk` at /desk/manage/items/."""

from django.urls import path

from linli.catalog import pages

app_name = "catalog"
urlpatterns = [
    path("items/", pages.items, name="items"),
    path("items/<slug:code>/", pages.item, name="item"),
    path("items/life/<slug:code>/", pages.milestone, name="milestone"),
]
desk = (
    [
        path("", pages.desk_items, name="items"),
        path("<slug:code>/", pages.desk_item, name="item"),
    ],
    "catalog_desk",
)
