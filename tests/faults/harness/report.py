"""What a trial came to, for programs and for people."""

from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.harness.proofs import Proof


@dataclass(frozen=True)
class Struck:
    """One blow: what, what exactly, and the seconds until it stood again and work went on."""

    blow: str
    detail: str
    seconds: float
    went_on: float


@dataclass
class Report:
    """Everything."""

    seed: int
    machine: dict[str, Any]
    blows: list[Struck] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    proofs: "list[Proof]" = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether everything was proven."""
        return bool(self.proofs) and all(proof.holds for proof in self.proofs)

    def for_programs(self) -> dict[str, Any]:
        """As JSON takes it."""
        return {"holds": self.holds, **asdict(self), "kinds": self.kinds()}

    def kinds(self) -> dict[str, dict[str, float]]:
        """Of each kind of blow, how many and how long it took to stand again."""
        times = defaultdict(list)
        for struck in self.blows:
            times[struck.blow].append(struck.seconds)
        return {
            name: {"count": len(found), "mean": round(sum(found) / len(found), 2), "longest": round(max(found), 2)}
            for name, found in sorted(times.items())
        }

    def for_people(self) -> str:
        """Several lines."""
        lines = [f"seed {self.seed}; {len(self.blows)} blows on {self.machine}; seconds {self.seconds}", ""]
        lines += [
            f"  {name:24} {kind['count']:>4} ×   back after {kind['mean']:>6.2f} s, at the longest {kind['longest']:.2f} s"
            for name, kind in self.kinds().items()
        ]
        lines += [f"  left out: {sentence}" for sentence in self.left_out]
        lines.append("")
        for proof in self.proofs:
            lines.append(f"  {'holds ' if proof.holds else 'BROKEN'}  {proof.name}: {proof.figures}")
            lines += [f"            {each}" for each in proof.contradictions[:MOST_NAMED]]
            if len(proof.contradictions) > MOST_NAMED:
                lines.append(f"            and {len(proof.contradictions) - MOST_NAMED} more")
        lines += ["", "nothing was lost" if self.holds else "SOMETHING IS WRONG"]
        return "\n".join(lines)


MOST_NAMED = 8
