"""The ready files for an installation are whole, name what exists, and open nothing that should be closed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from linli.project.cli import COMMANDS
from tests.house.deploying import faults_of_nginx, faults_of_unit, unit
from tests.house.listing import ROOT, settings_read

DEPLOY = ROOT / "deploy"
SYSTEMD = DEPLOY / "systemd"
UNITS, TIMERS = sorted(SYSTEMD.glob("*.service")), sorted(SYSTEMD.glob("*.timer"))
ENVIRONMENT = (SYSTEMD / "linli.environment").read_text(encoding="utf-8")
NGINX = (DEPLOY / "nginx" / "linli.conf").read_text(encoding="utf-8")
CADDY = (DEPLOY / "caddy" / "Caddyfile").read_text(encoding="utf-8")
METRICS = (ROOT / "docs" / "operations" / "monitoring.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_a_unit_starts_a_command_that_exists_without_more_rights_than_it_needs(path):
    service = unit(path)["Service"]

    [command] = re.findall(r"/opt/linli/\.venv/bin/linli (\w+)", service["ExecStart"])
    assert command in COMMANDS
    assert service["User"] == "linli"
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["UMask"] == "0077"


@pytest.mark.parametrize("path", [*UNITS, *TIMERS], ids=lambda path: path.name)
def test_a_unit_says_only_what_systemd_knows_and_starts_only_what_is_there(path, tmp_path):
    assert faults_of_unit(path) == []
    if program := shutil.which("systemd-analyze"):  # where it is installed it must agree
        assert faults_systemd_finds(program, path, tmp_path) == []


def faults_systemd_finds(program: str, path: Path, folder: Path) -> list[str]:
    """What the program itself says of a unit; what is not installed here stands in for itself."""
    for each in SYSTEMD.iterdir():
        text = re.sub(r"/opt/linli/\.venv/bin/linli", "/bin/true", each.read_text(encoding="utf-8"))
        (folder / each.name).write_text(re.sub(r"^(User|Group)=.*", "", text, flags=re.MULTILINE), encoding="utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", str(folder / path.name)], capture_output=True, text=True, check=False
    )
    return [line for line in done.stderr.splitlines() if path.name in line]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("ProtectSytem=strict", "ProtectSystem=strict"),
        ("Type=exce", "Type=exec"),
        ("linli wbe --host", "linli web --host"),
        ("--prot 8000", "--port 8000"),
        ("--port 80000", "--port 8000"),
        ("TimeoutStopSec=soon", "TimeoutStopSec=30"),
        ("After=network-onlin.target", "After=network-online.target"),
        ("/opt/linli/venv/bin/linli", "/opt/linli/.venv/bin/linli"),
    ],
)
def test_a_slip_in_a_unit_is_found(wrong, right, tmp_path):
    for each in SYSTEMD.iterdir():
        (tmp_path / each.name).write_text(each.read_text(encoding="utf-8"), encoding="utf-8")
    slip = tmp_path / "linli-web.service"
    text = slip.read_text(encoding="utf-8")
    assert right in text
    slip.write_text(text.replace(right, wrong), encoding="utf-8")
    assert len(faults_of_unit(slip)) == 1


def test_units_proxies_and_the_guide_speak_of_the_same_places():
    guide = "".join(
        (ROOT / "docs" / "operations" / name).read_text(encoding="utf-8") for name in ("install.md", "backup.md")
    )
    whole = "".join(path.read_text(encoding="utf-8") for path in [*UNITS, *TIMERS])
    assert [name for name in set(re.findall(r"/etc/linli/\w+", whole)) if name not in guide] == []
    assert [page for page in set(re.findall(r"file:/opt/linli/(\S+)", whole)) if not (ROOT / page).is_file()] == []
    home = re.search(r"^LINLI_HOME=(\S+)", ENVIRONMENT, re.MULTILINE)[1]
    for path in UNITS:
        service = unit(path)["Service"]
        assert any(home.startswith(place) for place in service["ReadWritePaths"].split()), path.name
        assert service["EnvironmentFile"].lstrip("-").startswith("/etc/linli/")
        assert service["WorkingDirectory"] == "/opt/linli"
    assert "/var/backups/linli" in unit(SYSTEMD / "linli-backup.service")["Service"]["ReadWritePaths"]
    [port] = set(re.findall(r"--port (\d+)", whole))
    for proxy in (NGINX, CADDY):
        assert f"127.0.0.1:{port}" in proxy
    assert re.search(r"^LINLI_PROXIES=1$", ENVIRONMENT, re.MULTILINE)  # so that a scraper needs the token


def test_the_environment_names_settings_that_exist():
    named = set(re.findall(r"\b((?:LINLI_[A-Z_]+)|DATABASE_URL)(?==)", ENVIRONMENT))
    assert named - settings_read() == set()
    assert {"LINLI_HTTPS", "LINLI_PROXIES", "LINLI_HOSTS", "LINLI_ORIGINS", "LINLI_SMS_GATEWAY"} <= named


def balanced(text: str) -> bool:
    """Whether every block that opens closes."""
    bare = re.sub(r"#.*", "", text)
    return bare.count("{") == bare.count("}")


def test_nginx_hands_on_what_linli_believes_and_nothing_a_visitor_made_up():
    text = NGINX
    assert "X-Forwarded-For $remote_addr;" in text  # replaced: with $proxy_add_x_forwarded_for a visitor could lie
    assert "location = /metrics { return 404; }" in text
    assert "$request_uri" not in text.split("log_format")[1].split(";")[0]
    assert '"$request_method $uri"' in text
    assert "ssl_protocols       TLSv1.2 TLSv1.3;" in text


def test_nginx_is_told_only_what_it_knows_and_nothing_that_is_missing(tmp_path):
    assert faults_of_nginx(NGINX) == []
    if program := shutil.which("nginx"):  # where it is installed it must agree
        assert fault_nginx_finds(program, tmp_path) == ""


def fault_nginx_finds(program: str, folder: Path) -> str:
    """What the program itself says of the site, with a certificate made for the occasion."""
    whole = folder / "nginx.conf"
    site = re.sub(r"(/etc/linli/tls|/var/log/nginx)", str(folder), NGINX)
    whole.write_text(f"pid {folder}/pid;\nevents {{}}\nhttp {{\n{site}\n}}\n", encoding="utf-8")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=linli",
         "-keyout", folder / "server.key", "-out", folder / "server.pem"], check=True, capture_output=True,
    )  # fmt: skip
    done = subprocess.run([program, "-t", "-c", str(whole)], capture_output=True, text=True, check=False)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("proxy_set_haeder Host", "proxy_set_header Host"),
        ("zone=linli_dors burst", "zone=linli_doors burst"),
        ("http://lnili;", "http://linli;"),
        ("$remote_adr;", "$remote_addr;"),
        ("keepalive 16\n", "keepalive 16;\n"),
        ("linli.log liinli;", "linli.log linli;"),
        ("location / \n", "location / {\n"),
    ],
)
def test_a_slip_in_the_site_of_nginx_is_found(wrong, right):
    assert right in NGINX
    assert faults_of_nginx(NGINX.replace(right, wrong)) != []


def test_caddy_closes_what_is_for_this_network_alone():
    text = CADDY
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
