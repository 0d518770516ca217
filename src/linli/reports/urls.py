"""Addresses of reports: include at /desk/reports/."""

from django.urls import path

from linli.reports import pages

app_name = "reports"
urlpatterns = [
    path("", pages.reports, name="reports"),
    path("begin/", pages.begin, name="begin"),
    path("drafts/<uuid:draft>/", pages.draft, name="draft"),
    path("drafts/<uuid:draft>/drop/", pages.drop, name="drop"),
    path("<uuid:report>/", pages.report, name="report"),
    path("<uuid:report>/<slug:format>/", pages.fetch, name="fetch"),
]
