"""The verbs of what is published: the only code that writes it."""

from linli.reviews.actions.counting import publish_figures
from linli.reviews.actions.speaking import keep_back, let_go, object_to, on_changed, on_erased, release, take_back

__all__ = ["keep_back", "let_go", "object_to", "on_changed", "on_erased", "publish_figures", "release", "take_back"]
