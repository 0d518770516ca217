"""Reads the ready files for systemd and nginx as those programs do, so that they are tried where neither is installed.

The words known here are those of systemd 252 and nginx 1.22 that an installation of this kind may need; a word that is
missing is added here, once it has been looked up in the program's manual.
"""

import configparser
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import click

from linli.project.cli import COMMANDS, Commands

PROGRAM = "/opt/linli/.venv/bin/linli"
OF_THE_SYSTEM = ("/bin/sh", "/usr/bin/find")
YES_NO = frozenset({"yes", "no", "true", "false"})

UNIT = {
    "Unit": {"Description", "Documentation", "After", "Before", "Wants", "Requires", "Conflicts", "PartOf"},
    "Install": {"WantedBy", "RequiredBy", "Alias"},
    "Timer": {"OnCalendar", "RandomizedDelaySec", "Persistent", "AccuracySec", "Unit", "OnBootSec"},
    "Service": {
        "Type", "User", "Group", "EnvironmentFile", "Environment", "WorkingDirectory", "ExecStart", "ExecStartPre",
        "ExecStartPost", "ExecStop", "ExecReload", "Restart", "RestartSec", "TimeoutStartSec", "TimeoutStopSec",
        "KillMode", "KillSignal", "UMask", "Nice", "IOSchedulingClass", "MemoryMax", "LimitNOFILE", "NoNewPrivileges",
        "ProtectSystem", "ReadWritePaths", "ProtectHome", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables",
        "ProtectKernelModules", "ProtectControlGroups", "RestrictSUIDSGID", "RestrictAddressFamilies",
        "LockPersonality", "SystemCallArchitectures", "SystemCallFilter", "CapabilityBoundingSet", "StateDirectory",
    },
}  # fmt: skip
VALUES = {
    "Type": {"simple", "exec", "oneshot", "notify", "forking"},
    "Restart": {"no", "always", "on-failure", "on-abnormal"},
    "KillMode": {"control-group", "mixed", "process"},
    "ProtectSystem": {"strict", "full", *YES_NO},
    "ProtectHome": {"read-only", "tmpfs", *YES_NO},
    "IOSchedulingClass": {"idle", "best-effort", "realtime"},
    **dict.fromkeys(
        ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectKernelTunables", "ProtectKernelModules",
         "ProtectControlGroups", "RestrictSUIDSGID", "LockPersonality", "Persistent"), YES_NO
    ),
}  # fmt: skip
FOREIGN_UNITS = {"network-online.target", "postgresql.service", "multi-user.target", "timers.target"}
NUMBER = re.compile(r"\d+(s|sec|min|h|d)?")
CALENDAR = re.compile(r"(\*|\d{4})-(\*|\d\d)-(\*|\d\d) \d\d:\d\d(:\d\d)?|hourly|daily|weekly")


def unit(path: Path) -> configparser.ConfigParser:
    """A unit file; a key that stands twice keeps its last value."""
    read = configparser.ConfigParser(interpolation=None, strict=False, delimiters=("=",))
    read.optionxform = str
    read.read_string(path.read_text(encoding="utf-8"))
    return read


def faults_of_unit(path: Path) -> list[str]:
    """What systemd would not understand, or would not find."""
    return list(_unit_faults(path))


def _unit_faults(path: Path) -> Iterator[str]:
    siblings = {each.name for each in path.parent.iterdir()}
    for name in unit(path).sections():
        for key, value in unit(path)[name].items():
            yield from _word_faults(name, key, value, siblings)
    yield from _timer_faults(path, siblings) if path.suffix == ".timer" else _command_faults(path)


def _word_faults(section: str, key: str, value: str, siblings: set[str]) -> Iterator[str]:
    if key not in UNIT.get(section, set()):
        yield f"[{section}] {key} is not known"
    if key in VALUES and value not in VALUES[key]:
        yield f"{key}={value}"
    if key.endswith("Sec") and not NUMBER.fullmatch(value):
        yield f"{key}={value} is no time"
    if key in ("After", "Wants", "Requires", "Conflicts", "WantedBy"):
        yield from (f"{key}: no {each}" for each in set(value.split()) - siblings - FOREIGN_UNITS)


def _timer_faults(path: Path, siblings: set[str]) -> Iterator[str]:
    timer = unit(path)["Timer"]
    if not CALENDAR.fullmatch(timer["OnCalendar"]):
        yield f"OnCalendar={timer['OnCalendar']}"
    if timer.get("Unit", path.with_suffix(".service").name) not in siblings:
        yield "starts no unit of these"


def _command_faults(path: Path) -> Iterator[str]:
    """Every line that starts something: a program that is there, called as it wants to be called."""
    lines = re.findall(r"^(Exec\w+)=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    for _key, line in lines:
        words = shlex.split(line.replace("%%", "%"))
        if words[0] in OF_THE_SYSTEM:
            inner = shlex.split(re.sub(r"\$+\([^)]*\)", "today", words[-1])) if words[0] == "/bin/sh" else []
            words = inner if inner[:1] == [PROGRAM] else []
        elif words[0] != PROGRAM:
            yield f"{words[0]} is no program of this installation"
            continue
        if words:
            yield from _called_wrongly(words[1:])
    if not lines:
        yield "starts nothing"


def _called_wrongly(words: list[str]) -> Iterator[str]:
    command = Commands().get_command(click.Context(click.Group()), words[0]) if words[0] in COMMANDS else None
    if command is None:
        yield f"linli {words[0]} is no command"
        return
    try:
        command.make_context(words[0], words[1:])
    except click.ClickException as fault:
        yield f"linli {' '.join(words)}: {fault.format_message()}"


# nginx

WHERE = {
    "log_format": {"http"}, "limit_req_zone": {"http"}, "upstream": {"http"}, "server": {"http", "upstream"},
    "keepalive": {"upstream"}, "listen": {"server"}, "server_name": {"server"}, "return": {"server", "location"},
    "ssl_certificate": {"server"}, "ssl_certificate_key": {"server"}, "ssl_protocols": {"server"},
    "ssl_session_cache": {"server"}, "ssl_session_timeout": {"server"}, "add_header": {"server", "location"},
    "access_log": {"server", "location"}, "client_max_body_size": {"server", "location"},
    "client_body_timeout": {"server", "location"}, "proxy_http_version": {"server", "location"},
    "proxy_set_header": {"server", "location"}, "proxy_read_timeout": {"server", "location"},
    "location": {"server"}, "limit_req": {"server", "location"}, "proxy_pass": {"location"},
}  # fmt: skip
BLOCKS = {"upstream", "server", "location"}
VARIABLES = {
    "remote_addr", "time_local", "request_method", "uri", "status", "body_bytes_sent", "request_time", "request_id",
    "binary_remote_addr", "host", "request_uri", "scheme",
}  # fmt: skip


@dataclass
class Directive:
    """One word of nginx with what it is given, and what stands within it."""

    name: str
    words: list[str]
    within: str
    inner: list["Directive"] = field(default_factory=list)


def nginx(text: str) -> list[Directive]:
    """A site's configuration as nginx takes it apart; ValueError where it could not."""
    words = re.findall(r"#[^\n]*|'[^']*'|\"[^\"]*\"|[{};]|[^\s{};'\"]+", text)
    top, rest = _block([word for word in words if not word.startswith("#")], "http")
    if rest:
        raise ValueError("a block closes that was never opened")
    return top


def _block(words: list[str], within: str) -> tuple[list[Directive], list[str]]:
    found: list[Directive] = []
    said: list[str] = []
    while words:
        word, *words = words
        if word == "}":
            if said or within == "http":
                raise ValueError(f"unfinished: {' '.join(said) or word}")
            return found, words
        if word not in "{;":
            said.append(word.strip("'\""))
            continue
        directive = Directive(said[0], said[1:], within)
        if (word == "{") != (directive.name in BLOCKS and not (directive.name == "server" and within == "upstream")):
            raise ValueError(f"{directive.name} is {'no' if word == '{' else 'a'} block")
        if word == "{":
            directive.inner, words = _block(words, directive.name)
        found.append(directive)
        said = []
    if said or within != "http":
        raise ValueError(f"unfinished: {' '.join(said) or within}")
    return found, []


def every(directives: list[Directive]) -> Iterator[Directive]:
    """These and all within them."""
    for each in directives:
        yield each
        yield from every(each.inner)


def faults_of_nginx(text: str) -> list[str]:
    """Words that nginx does not know, or not there; names of zones, formats and servers that nothing defines."""
    try:
        found = list(every(nginx(text)))
    except ValueError as fault:
        return [str(fault)]
    defined = {"zone": set(), "format": set(), "upstream": set()}
    for each in found:
        if each.name == "limit_req_zone":
            defined["zone"].add(each.words[1].removeprefix("zone=").split(":")[0])
        if each.name in ("log_format", "upstream"):
            defined[each.name.removeprefix("log_")].add(each.words[0])
    return [fault for each in found for fault in _nginx_faults(each, defined)]


def _nginx_faults(each: Directive, defined: dict[str, set[str]]) -> Iterator[str]:
    if each.within not in WHERE.get(each.name, set()):
        yield f"{each.name} does not belong into {each.within}"
    for name in set(re.findall(r"\$(\w+)", " ".join(each.words))) - VARIABLES:
        yield f"${name} is not known"
    named = {
        "limit_req": ("zone", each.words[0].removeprefix("zone=") if each.words else ""),
        "proxy_pass": ("upstream", each.words[0].removeprefix("http://") if each.words else ""),
        "access_log": ("format", each.words[1] if len(each.words) > 1 else ""),
    }.get(each.name)
    if named and not (each.name == "access_log" and each.words == ["off"]) and named[1] not in defined[named[0]]:
        yield f"{each.name}: no {named[0]} {named[1]}"
