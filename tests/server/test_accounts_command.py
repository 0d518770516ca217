"""`linli accounts`: the first administrator from nothing, and help for who is locked out."""

import re
from datetime import timedelta

import pyotp
import pytest
from click.testing import CliRunner

from linli.accounts import actions
from linli.accounts.jobs import tidy_nightly
from linli.accounts.models import Attempt, HeldPost, PhoneCode, Session, User
from linli.accounts.rights import Role
from linli.accounts.tests import given
from linli.base.clock import now
from linli.base.journal import entries
from linli.base.scope import acting_as
from linli.project.cli import main

pytestmark = pytest.mark.django_db


def run(*words):
    return CliRunner().invoke(main, ["accounts", *words])


def sign_in(username, password, totp=""):
    return actions.sign_in_with_password(username=username, password=password, totp=totp, at=now(), whence="here")


def test_the_first_administrator_is_made_on_the_command_line():
    password = re.search(r"初始密码 (\S+)", run("create", "zhang.san", "张三").output).group(1)
    done = run("post", "zhang.san", "administrator", "131102")
    assert (done.exit_code, done.output) == (0, "张三：管理员，131102。\n")
    user = sign_in("zhang.san", password)
    assert HeldPost.objects.get(user=user).role == Role.ADMINISTRATOR
    assert "administrator 131102 桃城区" in run("show", "zhang.san").output
    with acting_as(given.SYSTEM):
        assert entries(on=user)[0].actor_name == "accounts.command_line"


def test_a_unit_is_named_for_a_post_that_needs_one():
    unit, user = given.a_unit(), given.a_staff_user()
    refused = run("post", user.username, "handler", given.COMMUNITY)
    assert (refused.exit_code, "单位" in refused.output) == (1, True)
    assert run("post", user.username, "handler", given.COMMUNITY, "--unit", "没有的单位").exit_code == 1
    assert run("post", user.username, "handler", given.COMMUNITY, "--unit", unit.name).exit_code == 0


def test_a_forgotten_password_is_set_anew_and_one_time_codes_are_handed_over():
    user = given.a_staff_user()
    password = run("password", user.username).output.split()[-1]
    assert sign_in(user.username, password) == user
    secret = re.search(r"[A-Z2-7]{32}", run("totp", user.username).output).group()
    assert sign_in(user.username, password, pyotp.TOTP(secret).at(now())) == user


def test_a_sign_in_is_closed_and_reopened():
    user = given.a_staff_user()
    run("close", user.username)
    assert not User.objects.get(pk=user.pk).is_active
    assert "已停用" in run("show", user.username).output
    run("reopen", user.username)
    assert User.objects.get(pk=user.pk).is_active


@pytest.mark.parametrize("command", ["show", "password", "totp", "close", "reopen"])
def test_an_unknown_name_is_said_in_one_sentence(command):
    done = run(command, "nobody")
    assert (done.exit_code, done.output) == (1, "Error: 没有工作人员账号 nobody。\n")


def test_what_is_past_is_thrown_away_every_night(client):
    old = now() - timedelta(days=2)
    for moment in (old, now()):
        Attempt.objects.create(door="code", key_hash="x", at=moment)
        PhoneCode.objects.create(phone_hash="x", code_hash="x", sent_at=moment)
        given.signed_in(client, given.a_staff_user())
        Session.objects.filter(session_key=client.cookies["linli_session"].value).update(
            expire_date=moment + timedelta(hours=12)
        )
    tidy_nightly(timestamp=0)
    assert (Attempt.objects.count(), PhoneCode.objects.count(), Session.objects.count()) == (1, 1, 1)
