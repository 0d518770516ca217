"""The addresses these pages need around them, as the project gives them."""

from django.urls import include, path

from linli.accounts import urls as accounts

urlpatterns = [
    path("desk/indicators/", include("linli.indicators.urls")),
    path("", include("linli.web.urls")),
    path("", include("linli.cases.urls")),
    path("", include(accounts.portal)),
]
