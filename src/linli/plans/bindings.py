"""Which indicator measures a target of a plan, or which register it waits for: data, by the name of the target."""

from dataclasses import dataclass
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.utils.translation import gettext_lazy as _

REGISTERS = {
    "E1": _("服务设施"),
    "G1": _("社区工作者"),
    "B8": _("自助终端"),
}


class BindingError(Exception):
    """A file of bindings says something that cannot be; the sentence names file and target."""


@dataclass(frozen=True)
class Binding:
    """Exactly one of the two."""

    indicator: str = ""
    waits_for: str = ""


def read(file: Path) -> dict[str, Binding]:
    """Target name → binding."""
    try:
        rows = loads(file.read_text(encoding="utf-8"))["target"]
    except (OSError, TOMLDecodeError, KeyError) as error:
        raise BindingError(f"{file}：读不懂（{error}）。") from error
    found = {}
    for row in rows:
        binding = Binding(str(row.get("indicator", "")), str(row.get("waits_for", "")))
        if bool(binding.indicator) == bool(binding.waits_for):
            raise BindingError(f"{file}：“{row.get('name')}”要写 indicator 或 waits_for，二选一。")
        if binding.waits_for and binding.waits_for not in REGISTERS:
            raise BindingError(f"{file}：“{row.get('name')}”等待的登记 {binding.waits_for} 不认识。")
        found[str(row["name"])] = binding
    return found
