"""Addresses: include at /desk/tables/."""

from django.urls import path

from linli.tables import pages

app_name = "tables"
urlpatterns = [
    path("", pages.registers, name="registers"),
    path("history/", pages.history, name="history"),
    path("imports/<uuid:pk>/", pages.one_import, name="import"),
    path("imports/<uuid:pk>/confirm/", pages.confirm, name="confirm"),
    path("imports/<uuid:pk>/cancel/", pages.cancel, name="cancel"),
    path("imports/<uuid:pk>/returned/", pages.returned, name="returned"),
    path("<slug:code>/", pages.register, name="register"),
    path("<slug:code>/template/", pages.template, name="template"),
    path("<slug:code>/export/", pages.export, name="export"),
]
