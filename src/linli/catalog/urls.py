"""Addresses of the catalogue in the portal."""

from django.urls import path

from linli.catalog import pages

app_name = "catalog"
urlpatterns = [
    path("items/", pages.items, name="items"),
    path("items/<slug:code>/", pages.item, name="item"),
]
