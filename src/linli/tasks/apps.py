from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TasksConfig(AppConfig):
    """Registers the module with Django, its messages, its lines on 今天 and the files it keeps."""

    name = "linli.tasks"
    label = "tasks"

    def ready(self) -> None:
        """What units and supervisors are told, and where it opens."""
        from linli.base.sweeping import keeps
        from linli.cases.beside import on_today
        from linli.notifications.wording import leads_to, named, wording
        from linli.tasks import queries  # models are ready only here

        named("tasks", _("工作台账"))
        for event, sentence in SENTENCES.items():
            wording(event, sentence)
        leads_to("tasks.task", portal="/".format, desk="/desk/tasks/task/{}/".format)
        leads_to("tasks.tasklist", portal="/".format, desk="/desk/tasks/{}/".format)
        on_today(queries.waiting_for)
        keeps(queries.kept_files)


SENTENCES = {
    "tasks.sent": _("今年的任务清单下达了，你们有 %(count)s 项。请看“工作台账”。"),
    "tasks.assigned": _("有一项今年的任务现在也由你们办。请看“工作台账”。"),
    "tasks.due_soon": _("有一项任务 %(due)s 到期，还没有完成。请报进展。"),
    "tasks.overdue": _("有一项任务 %(due)s 已经到期，没有报完成。请马上办，并报进展。"),
    "tasks.supervised": _("有一项任务被督办，请在 %(due)s 前答复。"),
    "tasks.answered": _("您督办的一项任务，单位答复了。"),
}
