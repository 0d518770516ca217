"""What a bench says in the end, for people and for programs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of them does not exceed; 0 of none."""
    if not values:
        return 0.0
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


@dataclass(frozen=True)
class Turn:
    """One turn of ours or of the limit."""

    per_s: float
    latencies: Sequence[float]
    app_cpu_s: float = 0.0
    database_cpu_s: float = 0.0


@dataclass(frozen=True)
class Result:
    """A bench: ours beside the limit, both as the medians of their turns."""

    name: str
    rows: int
    seconds: int
    ours: Sequence[Turn]
    limit: Sequence[Turn]
    statements: int
    more: Mapping[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """The keys others rely on, and after them what the bench itself adds."""
        ours, limit = _per_s(self.ours), _per_s(self.limit)
        return {
            "name": self.name,
            "rows": self.rows,
            "seconds": self.seconds,
            "ours_per_s": round(ours, 1),
            "limit_per_s": round(limit, 1),
            "ratio": round(ours / limit, 3) if limit else None,
            "p50_ms": milliseconds(self.ours, 0.5),
            "p95_ms": milliseconds(self.ours, 0.95),
            "statements": self.statements,
            "app_cpu_ms": _cpu(self.ours, "app_cpu_s"),
            "db_cpu_ms": _cpu(self.ours, "database_cpu_s"),
            "limit_p50_ms": milliseconds(self.limit, 0.5),
            "limit_p95_ms": milliseconds(self.limit, 0.95),
            **self.more,
        }


def milliseconds(turns: Sequence[Turn], share: float) -> float:
    """A percentile of each turn, and the median of these."""
    return round(median(percentile(turn.latencies, share) for turn in turns) * 1000, 2)


def _per_s(turns: Sequence[Turn]) -> float:
    return median(turn.per_s for turn in turns)


def _cpu(turns: Sequence[Turn], name: str) -> float:
    each = [getattr(turn, name) / max(len(turn.latencies), 1) for turn in turns]
    return round(float(median(each)) * 1000, 2)
