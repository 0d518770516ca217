"""Addresses of plans: include at /desk/plans/."""

from django.urls import path

from linli.plans import confirming, pages

app_name = "plans"
urlpatterns = [
    path("", pages.plans, name="plans"),
    path("<uuid:plan>/", pages.plan, name="plan"),
    path("<uuid:plan>/publish/", pages.publish, name="publish"),
    path("<uuid:plan>/reopen/", confirming.reopen, name="reopen"),
    path("<uuid:plan>/confirm/", confirming.confirm, name="confirm"),
    path("<uuid:plan>/add/", confirming.add, name="add"),
    path("<uuid:plan>/problems/<int:problem>/", confirming.settle, name="settle"),
    path("<uuid:plan>/targets/<int:order>/edit/", confirming.edit, name="edit"),
    path("<uuid:plan>/targets/<int:order>/split/", confirming.split, name="split"),
    path("<uuid:plan>/targets/<int:order>/remove/", confirming.remove, name="remove"),
    path("<uuid:plan>/targets/<int:order>/", pages.source, name="source"),
]
