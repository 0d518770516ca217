"""Addresses of plans: include at /desk/plans/."""

from django.urls import path

from linli.plans import pages

app_name = "plans"
urlpatterns = [
    path("", pages.plans, name="plans"),
    path("<uuid:plan>/", pages.plan, name="plan"),
    path("<uuid:plan>/publish/", pages.publish, name="publish"),
    path("<uuid:plan>/targets/<int:order>/", pages.source, name="source"),
]
