"""Which indicator measures a target of a plan, or which register it waits for: data, by the name of the target."""

from dataclasses import dataclass
from pathlib import Path
from tomllib import TOMLDecodeError, loads

from django.utils.translation import gettext_lazy as _

from linli.areas.region import region, regions

REGISTERS = {
    "E1": _("服务设施"),
    "G1": _("社区工作者"),
    "B8": _("自助终端"),
}


class BindingError(Exception):
    """A file of bindings says something that cannot be; the sentence names file and target."""


@dataclass(frozen=True)
class Binding:
    """An indicator or a register, never both; `called` is the target's name where a program reads it otherwise."""

    indicator: str = ""
    waits_for: str = ""
    called: str = ""


def read(file: Path) -> dict[str, Binding]:
    """Target name → binding."""
    try:
        rows = loads(file.read_text(encoding="utf-8"))["target"]
    except (OSError, TOMLDecodeError, KeyError) as error:
        raise BindingError(f"{file}：读不懂（{error}）。") from error
    found = {}
    for row in rows:
        said = {key: str(row.get(key, "")) for key in Binding.__dataclass_fields__}
        binding = Binding(**said)
        if bool(binding.indicator) == bool(binding.waits_for):
            raise BindingError(f"{file}：“{row.get('name')}”要写 indicator 或 waits_for，二选一。")
        if binding.waits_for and binding.waits_for not in REGISTERS:
            raise BindingError(f"{file}：“{row.get('name')}”等待的登记 {binding.waits_for} 不认识。")
        found[str(row["name"])] = binding
    return found


def of_area(area: str) -> dict[str, Binding]:
    """The bindings of the region that has this area as its root; none where no region has."""
    plans = [region(key).plan for key in regions() if region(key).root == area]
    files = [plan.with_name("bindings.toml") for plan in plans if plan]
    return read(files[0]) if files and files[0].exists() else {}
