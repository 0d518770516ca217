"""Addresses of all doors. Each module brings its own; what is for everybody stands first."""

from django.urls import include, path

from linli.accounts import urls as accounts
from linli.aid import urls as aid
from linli.archives import urls as archives
from linli.catalog import urls as catalog
from linli.insight import urls as insight
from linli.kiosks import urls as kiosks
from linli.notices import urls as notices
from linli.notifications import urls as notifications
from linli.people import urls as people
from linli.policies import urls as policies
from linli.project import pages
from linli.project.calling import calling
from linli.project.operation import health
from linli.project.operation import pages as operation
from linli.project.operation.metrics import metrics
from linli.reviews import urls as reviews
from linli.territory import urls as territory

handler500 = "linli.project.pages.crashed"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("", pages.home, name="home"),
    path("call/", calling, name="calling"),
    path("desk/", pages.desk, name="desk"),
    path("desk/operation/", operation.operation, name="operation"),
    path("desk/operation/messages/", operation.deliveries, name="deliveries"),
    path("desk/operation/messages/<uuid:message>/again/", operation.send_again, name="send_again"),
    path("desk/operation/messages/<uuid:message>/note/", operation.note, name="note_message"),
    path("desk/manage/journal/", pages.seals, name="seals"),
    path("", include("linli.web.urls")),
    path("api/", ("linli.project.api", "ninja", "api")),  # loaded when first asked for: half a second of every start
    path("areas/", include("linli.areas.urls")),
    path("", include("linli.catalog.urls")),
    path("", include("linli.cases.urls")),
    path("", include(accounts.portal)),
    path("desk/", include(accounts.desk)),
    path("desk/manage/items/", include(catalog.desk)),
    path("desk/aid/", include(aid.desk)),
    path("desk/", include("linli.followups.urls")),
    path("", include(archives.portal)),
    path("desk/archives/", include(archives.desk)),
    path("", include(reviews.portal)),
    path("desk/reviews/", include(reviews.desk)),
    path("desk/indicators/", include("linli.indicators.urls")),
    path("desk/grids/", include(territory.grids)),
    path("desk/areas/", include(territory.areas)),
    path("desk/organizations/", include(territory.organizations)),
    path("kiosk/", include(kiosks.kiosk)),
    path("desk/kiosks/", include(kiosks.register)),
    path("me/kiosk/", include(kiosks.mine)),
    path("desk/plans/", include("linli.plans.urls")),
    path("desk/tasks/", include("linli.tasks.urls")),
    path("desk/reports/", include("linli.reports.urls")),
    path("desk/ledgers/", include("linli.ledgers.urls")),
    path("insight/", include("linli.insight.urls")),
    path("screen/", include(insight.screen)),
    path("desk/tables/", include("linli.tables.urls")),
    path("me/help/", include(aid.portal)),
    path("me/", include(people.portal)),
    path("desk/residents/", include(people.desk)),
    path("desk/households/", include(people.households)),
    path("notices/", include(notices.portal)),
    path("policies/", include(policies.portal)),
    path("desk/policies/", include(policies.desk)),
    path("desk/notices/", include(notices.desk)),
    path("", include(notifications.worker)),
    path("me/messages/", include(notifications.portal)),
    path("desk/messages/", include(notifications.desk)),
    path("desk/manage/words/", include(notifications.words)),
]
