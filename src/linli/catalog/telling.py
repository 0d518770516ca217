"""Items in the reader's language: the file says them in Chinese, the catalogue in data/locale in others."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from linli.base.languages import SOURCE, active, translated
from linli.catalog.spec import Choice, FieldSpec, ItemSpec, Material

ENGLISH = "en"
Say = Callable[[str], str]


def retold(item: ItemSpec, say: Say) -> ItemSpec:
    """The item with every text a resident reads said anew; codes, limits and routing stay what they are.

    Laws and plans keep their titles and their words: a quotation is looked up as it stands.
    """
    named = {name: say(getattr(item, name)) for name in ("name", "plain_name", "short_name", "summary", "who_can")}
    return replace(
        item,
        **named,  # type: ignore[arg-type]  # all of them are texts
        keywords=_apart(say("、".join(item.keywords))),
        steps=_each(item.steps, say),
        fee=say(item.fee),
        result=say(item.result),
        urgent=say(item.urgent),
        form=tuple(_field(each, say) for each in item.form),
        materials=tuple(Material(say(each.name), say(each.source), each.needed) for each in item.materials),
    )


def in_readers_words(item: ItemSpec) -> ItemSpec:
    """The item as the person reads it who is being answered: in its own English, or in that of the catalogue."""
    if active() == SOURCE:
        return item
    own = own_english(item) if active() == ENGLISH else {}
    return retold(item, lambda text: own.get(text) or translated(text))


def own_english(item: ItemSpec) -> dict[str, str]:
    """What was written for it at the desk, by its Chinese."""
    return dict(item.english or ())


def texts(item: ItemSpec) -> list[str]:
    """Everything of it that is said in other languages, each once, as it is looked up."""
    found: dict[str, None] = {}

    def take(text: str) -> str:
        found.setdefault(text)
        return text

    retold(item, take)
    return [text for text in found if text]


def _field(field: FieldSpec, say: Say) -> FieldSpec:
    choices = tuple(Choice(each.value, say(each.label)) for each in field.choices)
    return replace(field, label=say(field.label), hint=say(field.hint), choices=choices)


def _each(texts: Iterable[str], say: Say) -> tuple[str, ...]:
    return tuple(say(text) for text in texts)


def _apart(words: str) -> tuple[str, ...]:
    """Keywords are translated together: they are searched for, not read, and languages have different many of them."""
    return tuple(word.strip() for word in words.replace("、", ",").split(",") if word.strip())
