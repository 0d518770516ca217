"""Addresses of plans: include at /desk/plans/."""

from django.urls import path

from linli.plans import comparing, confirming, items, pages, uploading

app_name = "plans"
urlpatterns = [
    path("", pages.plans, name="plans"),
    path("compare/", comparing.compare, name="compare"),
    path("compare/xlsx/", comparing.compare_file, name="compare_file"),
    path("upload/", uploading.upload, name="upload"),
    path("upload/<uuid:upload>/", uploading.uploaded, name="uploaded"),
    path("<uuid:plan>/", pages.plan, name="plan"),
    path("<uuid:plan>/publish/", pages.publish, name="publish"),
    path("<uuid:plan>/reopen/", confirming.reopen, name="reopen"),
    path("<uuid:plan>/discard/", uploading.discard, name="discard"),
    path("<uuid:plan>/confirm/", confirming.confirm, name="confirm"),
    path("<uuid:plan>/add/", confirming.add, name="add"),
    path("<uuid:plan>/items/", items.items, name="items"),
    path("<uuid:plan>/items/add/", items.add_item, name="add_item"),
    path("<uuid:plan>/items/<uuid:item>/", items.item, name="item"),
    path("<uuid:plan>/items/<uuid:item>/split/", items.split_item, name="split_item"),
    path("<uuid:plan>/items/<uuid:item>/merge/", items.merge_items, name="merge_items"),
    path("<uuid:plan>/items/<uuid:item>/remove/", items.remove_item, name="remove_item"),
    path("<uuid:plan>/units/", items.units, name="units"),
    path("<uuid:plan>/units/decide/", items.decide_unit, name="decide_unit"),
    path("<uuid:plan>/problems/<int:problem>/", confirming.settle, name="settle"),
    path("<uuid:plan>/targets/<int:order>/edit/", confirming.edit, name="edit"),
    path("<uuid:plan>/targets/<int:order>/split/", confirming.split, name="split"),
    path("<uuid:plan>/targets/<int:order>/remove/", confirming.remove, name="remove"),
    path("<uuid:plan>/targets/<int:order>/bind/", pages.bind, name="bind"),
    path("<uuid:plan>/targets/<int:order>/", pages.source, name="source"),
]
