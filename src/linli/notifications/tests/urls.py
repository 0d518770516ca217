"""The addresses these pages need around them, as the project gives them."""

from django.http import HttpResponse
from django.urls import include, path

from linli.notifications import urls


def thing(request, number: str) -> HttpResponse:
    """What a message is about."""
    return HttpResponse(number)


urlpatterns = [
    path("", include(urls.worker)),
    path("me/messages/", include(urls.portal)),
    path("desk/messages/", include(urls.desk)),
    path("", include("linli.web.urls")),
    path("cases/<str:number>/", thing, name="thing"),
]
