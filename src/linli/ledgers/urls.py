"""Addresses of the ledgers of areas: include at /desk/ledgers/."""

from django.urls import path

from linli.ledgers.pages import defining, filling

app_name = "ledgers"
urlpatterns = [
    path("", filling.ledgers, name="ledgers"),
    path("new/", defining.new, name="new"),
    path("<uuid:ledger>/", filling.opened, name="opened"),
    path("<slug:key>/", filling.ledger, name="ledger"),
    path("<slug:key>/define/", defining.define, name="define"),
    path("<slug:key>/publish/", defining.publish, name="publish"),
    path("<slug:key>/discard/", defining.discard, name="discard"),
    path("<slug:key>/end/", defining.end, name="end"),
    path("<slug:key>/areas/<slug:code>/", filling.area, name="area"),
    path("<slug:key>/areas/<slug:code>/take-back/", filling.take_back, name="take_back"),
    path("<slug:key>/areas/<slug:code>/files/<uuid:evidence>/", filling.file, name="file"),
]
