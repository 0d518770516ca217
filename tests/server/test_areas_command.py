"""`linli areas`: what an operator sees of the divisions."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from linli.project.cli import main
from tests.template import ROOT


def run(*words: str):
    return CliRunner().invoke(main, ["areas", *words])


@pytest.mark.django_db
def test_an_area_is_shown_with_its_address_and_what_lies_below():
    done = run("show", "131102001")
    assert done.exit_code == 0
    assert "河北省衡水市桃城区河西街道" in done.output
    assert "131102001045 游园社区居民委员会" in done.output


@pytest.mark.django_db
def test_an_area_is_shown_as_json():
    facts = json.loads(run("show", "131102001045", "--json").output)
    assert (facts["level"], facts["kind"]) == (5, "residential")
    assert facts["parents"] == ["13", "1311", "131102", "131102001"]


@pytest.mark.django_db
def test_an_unknown_code_is_refused_in_a_sentence():
    done = run("show", "999999")
    assert done.exit_code == 1
    assert "没有代码为 999999 的区划" in done.output


@pytest.mark.parametrize("words", [("show", "131"), ("load", "--only", "13110")])
def test_what_is_no_code_is_refused_with_the_lengths(words):
    done = run(*words)
    assert done.exit_code == 2
    assert "应是 2、4、6、9、12、15、17 位数字" in done.output


@pytest.mark.django_db
def test_a_position_is_located_and_one_outside_fails():
    done = run("locate", "115.68", "37.74", "--json")
    assert json.loads(done.output)["county"]["code"] == "131102"
    assert run("locate", "0", "0").exit_code == 1


def test_loading_again_says_that_nothing_changed(own_database):
    done = subprocess.run(
        [sys.executable, "-m", "linli.project.cli", "areas", "load", "--only", "1311", "--json"],
        check=True,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "LINLI_DATABASE": own_database},
    )
    facts = json.loads(done.stdout)
    assert (facts["edition"], facts["changed"]) == ("2023", 0)
    assert facts["count"] > 5000
