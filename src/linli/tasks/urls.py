"""Addresses of the ledger of tasks: include at /desk/tasks/."""

from django.urls import path

from linli.tasks import pages

app_name = "tasks"
urlpatterns = [
    path("", pages.lists, name="lists"),
    path("make/", pages.make, name="make"),
    path("<uuid:tasks>/", pages.tasks, name="tasks"),
    path("<uuid:tasks>/send/", pages.send, name="send"),
    path("<uuid:tasks>/excel/", pages.excel, name="excel"),
    path("<uuid:tasks>/word/", pages.word, name="word"),
    path("task/<uuid:task>/", pages.task, name="task"),
    path("task/<uuid:task>/change/", pages.change, name="change"),
    path("task/<uuid:task>/drop/", pages.drop, name="drop"),
    path("task/<uuid:task>/report/", pages.report, name="report"),
    path("task/<uuid:task>/supervise/", pages.supervise, name="supervise"),
    path("task/<uuid:task>/answer/", pages.answer, name="answer"),
    path("task/<uuid:task>/files/<uuid:evidence>/", pages.file, name="file"),
]
