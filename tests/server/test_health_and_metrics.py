"""What a load balancer, a monitor and a scraper are told, by whom they may be asked, and that totals are all they see."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from linli.base import keyring
from linli.base.actor import system_actor
from linli.base.clock import now
from linli.base.scope import acting_as
from linli.base.sealing import seal
from linli.cases.tests import given
from linli.notifications.models import Message
from linli.project import installation
from linli.project.operation.condition import condition
from tests.owner import as_owner

HERE = {"Host": "127.0.0.1:8000"}


def lines(client: Client, address: str = "/readyz") -> tuple[int, dict[str, str]]:
    answer = client.get(address)
    return answer.status_code, dict(line.split(": ") for line in answer.content.decode().splitlines())


def a_worker(seen: str = "0 seconds") -> None:
    as_owner(f"INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '{seen}')")


def scraped(client: Client, **more: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    answer = client.get("/metrics", headers=HERE, **more)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (s.name, *(value for _name, value in sorted(s.labels.items()))): s.value
        for family in families
        for s in family.samples
    }


# Health


@pytest.mark.django_db
def test_the_process_says_it_lives_without_asking_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_everything_in_its_place_is_ready(own_database, client):
    a_worker()

    assert lines(client) == (200, {"keys": "ok", "database": "ok", "migrations": "ok", "worker": "ok"})


def test_a_worker_that_is_gone_is_told_and_keeps_no_page_from_people(own_database, client):
    a_worker(seen="5 minutes")

    assert lines(client)[0] == 200
    assert lines(client)[1]["worker"] == "not seen"
    assert lines(client, "/readyz?worker=1")[0] == 503


def test_a_schema_that_is_behind_is_not_ready(own_database, client):
    as_owner("DELETE FROM django_migrations WHERE app = 'cases'")

    assert lines(client)[0] == 503
    assert lines(client)[1]["migrations"] == "pending"


def test_a_schema_that_is_ahead_is_ready_for_the_release_before(own_database, client):
    as_owner("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', now())")

    assert lines(client)[1]["migrations"] == "ok"


def test_a_restore_that_has_not_ended_is_not_ready(own_database, client):
    as_owner("CREATE TABLE linli_restore_unfinished ()")

    assert lines(client) == (503, {**lines(client)[1], "database": "restore unfinished"})


def test_without_keys_it_is_not_ready(own_database, client, tmp_path, monkeypatch):
    monkeypatch.setenv("LINLI_HOME", str(tmp_path))
    assert lines(client)[1]["keys"] == "missing"

    keyring.current(), keyring.lookup_key()
    (tmp_path / "keys" / "aes-0001.key").chmod(0o644)
    keyring._read_ring.cache_clear()
    assert lines(client) == (503, {**lines(client)[1], "keys": "unusable"})


@pytest.mark.django_db
def test_without_a_database_it_is_not_ready(client, monkeypatch):
    from django.db import OperationalError

    def away():
        raise OperationalError

    monkeypatch.setattr("linli.project.operation.health._state", away)
    assert lines(client)[0] == 503
    assert lines(client)[1]["database"] == "away"


# Who may scrape


@pytest.mark.django_db
def test_this_machine_may_scrape_and_others_find_nothing(client):
    for host in ("127.0.0.1:8000", "localhost", "[::1]:8000"):
        assert client.get("/metrics", headers={"Host": host}).status_code == 200
    assert client.get("/metrics", headers=HERE, REMOTE_ADDR="192.0.2.7").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
@pytest.mark.django_db
def test_what_comes_through_a_proxy_does_not_come_from_this_machine(client, header):
    assert client.get("/metrics", headers={**HERE, header: "192.0.2.7"}).status_code == 404


@pytest.mark.django_db
def test_a_proxy_that_does_not_say_so_is_known_by_the_name_people_ask_for(client, settings):
    settings.ALLOWED_HOSTS = ["linli.example.gov.cn"]
    assert client.get("/metrics", headers={"Host": "linli.example.gov.cn"}).status_code == 404


@pytest.mark.parametrize(
    ("name", "value"),
    [("SESSION_COOKIE_SECURE", True), ("CSRF_TRUSTED_ORIGINS", ["https://linli.example.gov.cn"])],
)
@pytest.mark.django_db
def test_a_proxy_that_asks_by_a_local_name_is_known_by_the_settings_it_needs(client, settings, name, value):
    setattr(settings, name, value)
    assert client.get("/metrics", headers=HERE).status_code == 404


@pytest.mark.django_db
def test_behind_a_proxy_only_the_token_counts(client, settings):
    settings.LINLI_PROXIES, settings.LINLI_METRICS_TOKEN = 1, "a long secret"

    assert client.get("/metrics", headers=HERE).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    elsewhere = {"Authorization": "Bearer a long secret", "X-Forwarded-For": "192.0.2.7"}  # by any name
    assert client.get("/metrics", headers=elsewhere, REMOTE_ADDR="192.0.2.7").status_code == 200


@pytest.mark.django_db
def test_an_empty_token_opens_nothing(client, settings):
    settings.LINLI_METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}, REMOTE_ADDR="192.0.2.7").status_code == 404


# What they see


def test_requests_are_counted_by_the_name_of_the_page_never_by_its_path(own_database, client):
    number = given.a_case(given.a_resident()).number
    before = scraped(client).get(("linli_requests_total", "GET", "cases:detail", "302"), 0)
    client.get(f"/cases/{number}/")
    client.get(f"/items/?q={number}")
    client.get(f"/no/such/page/{number}")

    found = scraped(client)

    assert found[("linli_requests_total", "GET", "cases:detail", "302")] == before + 1
    assert found[("linli_requests_total", "GET", "unknown", "404")] >= 1
    assert found[("linli_request_seconds_count", "catalog:items")] >= 1
    assert found[("linli_statements_total", "catalog:items")] >= 1
    assert not any(number in part for sample in found for part in sample)


def test_the_condition_of_the_whole_is_told_in_totals(own_database, client):
    clerk, resident = given.a_clerk(given.a_unit()), given.a_resident()
    given.an_accepted_case(clerk, resident, at=now() - timedelta(days=60))
    given.an_accepted_case(clerk, resident, at=now() - timedelta(hours=1))
    with acting_as(system_actor("base.seal_journal")):
        seal()
    given.a_case(resident, at=now())
    as_owner("UPDATE procrastinate_jobs SET status = 'failed' WHERE id = (SELECT min(id) FROM procrastinate_jobs)")
    with acting_as(system_actor("tests")):
        Message.objects.filter(channel="sms").update(state="unknown")
        queued = Message.objects.filter(channel="sms").count()
    with acting_as(installation.OPERATOR):
        installation.record("operation.backed_up", at=now() - timedelta(hours=2), bytes=1)
    a_worker(seen="7 seconds")

    found = scraped(client)

    assert found[("linli_cases", "open")] == 3
    assert found[("linli_cases", "overdue")] == 1
    assert found[("linli_jobs", "failed")] == 1
    assert found[("linli_jobs", "waiting")] >= 1
    assert found[("linli_messages", "unknown")] == queued
    assert found[("linli_journal_unsealed",)] >= 2
    assert found[("linli_journal_sealed_seconds",)] < 60
    assert 7100 < found[("linli_backup_age_seconds",)] < 7300
    assert 7 <= found[("linli_worker_seen_seconds",)] < 60
    assert found[("linli_disk_free_bytes",)] > 0


def test_a_job_left_by_a_dead_worker_is_stalled(own_database):
    given.an_accepted_case(given.a_clerk(given.a_unit()), given.a_resident())
    as_owner("UPDATE procrastinate_jobs SET status = 'doing' WHERE id = (SELECT min(id) FROM procrastinate_jobs)")

    assert condition().jobs.stalled == 1


def test_a_new_installation_has_no_backup_and_no_worker_to_tell_of(own_database, client):
    found = scraped(client)

    assert ("linli_backup_age_seconds",) not in found
    assert ("linli_worker_seen_seconds",) not in found


def test_the_condition_costs_few_statements(own_database, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        condition()


COUNT_ONCE = """
import sys
from linli.project.operation import metrics
metrics.REQUESTS.labels("home", "GET", 200).inc()
if sys.argv[1:]:
    from prometheus_client import CollectorRegistry, generate_latest, multiprocess
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)
    print(generate_latest(registry).decode())
"""


def test_whichever_process_is_asked_adds_up_what_all_have_counted(tmp_path: Path):
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PROMETHEUS_MULTIPROC_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "linli.project.settings",
        "LINLI_HOME": str(tmp_path / "home"),
    }
    program = "import django; django.setup()\n" + COUNT_ONCE
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    done = subprocess.run(
        [sys.executable, "-c", program, "tell"], env=environment, check=True, capture_output=True, text=True
    )
    assert re.search(r'^linli_requests_total\{.*route="home".*\} 3\.0$', done.stdout, re.MULTILINE), done.stdout
