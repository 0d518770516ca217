"""The 专栏: boxes of numbered actions, and the figures each action promises."""

from collections.abc import Iterator, Sequence

from linli.plans.reading.outline import Part, Piece, body_of
from linli.plans.reading.result import Action
from linli.plans.reading.targets import targets_in


def read_actions(pieces: Sequence[Piece]) -> Iterator[Action]:
    """Every numbered item of every 专栏."""
    for at, piece in enumerate(pieces):
        box = piece.place.box
        if piece.part is Part.ITEM and piece.opening and box:
            yield Action(
                box=box.label.text.rstrip(":："),
                box_title=box.title.text,
                number=piece.opening.number,
                title=piece.opening.title.text,
                targets=tuple(target.passage.text for target in targets_in(body_of(pieces, at))),
                span=piece.opening.whole.span,
            )
