"""Addresses of callbacks and remedies: include at /desk/."""

from django.urls import path

from linli.followups.pages import calling, remedying

app_name = "followups"
urlpatterns = [
    path("callbacks/", calling.callbacks, name="callbacks"),
    path("callbacks/<uuid:callback>/", calling.callback, name="callback"),
    path("callbacks/<uuid:callback>/number/", calling.number, name="number"),
    path("callbacks/<uuid:callback>/answer/", calling.answer, name="answer"),
    path("callbacks/<uuid:callback>/not-reached/", calling.not_reached, name="not_reached"),
    path("remedies/", remedying.remedies, name="remedies"),
    path("remedies/<slug:number>/", remedying.remedy, name="remedy"),
    path("remedies/<slug:number>/mend/", remedying.mend, name="mend"),
    path("remedies/<slug:number>/appeal/", remedying.appeal, name="appeal"),
    path("remedies/<slug:number>/decide/", remedying.decide, name="decide"),
]
