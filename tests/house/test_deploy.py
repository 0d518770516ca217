"""The ready files for an installation are whole, name what exists, and open nothing that should be closed."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from linli.project.cli import COMMANDS
from tests.house.listing import ROOT, settings_read

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
METRICS = (ROOT / "docs" / "operations" / "monitoring.md").read_text(encoding="utf-8")


def unit(path: Path) -> configparser.ConfigParser:
    """A unit file; a key that stands twice keeps its last value."""
    read = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    read.optionxform = str
    read.read_string(path.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists_without_more_rights_than_it_needs(path):
    service = unit(path)["Service"]

    [command] = re.findall(r"/opt/linli/\.venv/bin/linli (\w+)", service["ExecStart"])
    assert command in COMMANDS
    assert service["User"] == "linli"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["UMask"] == "0077"


@pytest.mark.parametrize("path", [*UNITS, DEPLOY / "systemd" / "linli-backup.timer"], ids=lambda path: path.name)
def test_systemd_itself_finds_no_fault(path, tmp_path):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("no systemd here")
    for each in (DEPLOY / "systemd").iterdir():  # what is not installed here stands in for itself
        text = re.sub(r"/opt/linli/\.venv/bin/linli", "/bin/true", each.read_text(encoding="utf-8"))
        (tmp_path / each.name).write_text(re.sub(r"^(User|Group)=.*", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / path.name)], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if path.name in line] == []


def test_the_environment_names_settings_that_exist():
    text = (DEPLOY / "systemd" / "linli.environment").read_text(encoding="utf-8")
    named = set(re.findall(r"\b((?:LINLI_[A-Z_]+)|DATABASE_URL)(?==)", text))
    assert named - settings_read() == set()
    assert {"LINLI_HTTPS", "LINLI_PROXIES", "LINLI_HOSTS", "LINLI_ORIGINS", "LINLI_SMS_GATEWAY"} <= named


def balanced(text: str) -> bool:
    """Whether every block that opens closes."""
    bare = re.sub(r"#.*", "", text)
    return bare.count("{") == bare.count("}")


def test_nginx_hands_on_what_linli_believes_and_nothing_a_visitor_made_up():
    text = (DEPLOY / "nginx" / "linli.conf").read_text(encoding="utf-8")
    assert balanced(text)
    assert "X-Forwarded-For $remote_addr;" in text  # replaced: with $proxy_add_x_forwarded_for a visitor could lie
    assert "location = /metrics { return 404; }" in text
    assert "$request_uri" not in text.split("log_format")[1].split(";")[0]
    assert '"$request_method $uri"' in text
    assert "ssl_protocols       TLSv1.2 TLSv1.3;" in text


def test_nginx_itself_finds_no_fault(tmp_path):
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("no nginx here")
    text = (DEPLOY / "nginx" / "linli.conf").read_text(encoding="utf-8")
    whole = tmp_path / "nginx.conf"
    site = re.sub(r"(/etc/linli/tls|/var/log/nginx)", str(tmp_path), text)
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n", encoding="utf-8")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=linli",
         "-keyout", tmp_path / "server.key", "-out", tmp_path / "server.pem"], check=True, capture_output=True,
    )  # fmt: skip
    done = subprocess.run([program, "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_caddy_closes_what_is_for_this_network_alone():
    text = (DEPLOY / "caddy" / "Caddyfile").read_text(encoding="utf-8")
    assert balanced(re.sub(r"\{(remote_host|http\.request\.uuid)\}", "", text))
    assert "@inside path /metrics /readyz" in text
    assert "X-Forwarded-For {remote_host}" in text


def test_alarms_ask_for_metrics_that_the_product_gives():
    rules = (DEPLOY / "prometheus" / "linli.rules.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\blinli_[a-z_]+", rules))
    told = {
        name
        for row in re.findall(r"^\| (`linli_.*?) \|", METRICS, re.MULTILINE)
        for name in re.findall(r"linli_[a-z_]+", row)
    }
    assert {name.removesuffix("_bucket") for name in asked} - told == set()


def test_every_metric_the_product_gives_is_described():
    source = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "src" / "linli" / "project" / "operation").glob("*.py")
    )
    given = set(re.findall(r'"(linli_[a-z_]+)"', source))
    described = set(re.findall(r"`(linli_[a-z_]+)`", METRICS))
    assert {name for name in given if name not in described and f"{name}_total" not in described} == set()


def test_each_ready_file_is_named_by_a_page():
    pages = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "operations").glob("*.md"))
    folders = [folder.name for folder in DEPLOY.iterdir()]
    assert [name for name in folders if f"deploy/{name}" not in pages] == []
