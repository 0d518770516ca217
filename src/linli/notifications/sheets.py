"""A sheet says how one event reads on each way: a line for the app, an SMS, a letter. A place may write its own.

Plain Python: no Django, no clock, no database. The sentences of `SheetError` are for whoever edits the Chinese files,
so they are Chinese and name the file, the language and the form.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST = {"line": 200, "sms": 200, "subject": 60, "body": 2000}
"""Letters of each form before its places are filled. Whatever a sheet leaves out, the product says in its own words."""

ONLY_IN_A_LETTER = frozenset({"line", "link"})
"""Places of a body beside those of the event: the line for the app, and the way to the page."""

LETTERS_ALONE, LETTERS_JOINED = 70, 67
LATIN_ALONE, LATIN_JOINED = 160, 153
_PLACE = re.compile(r"\{([^{}]*)\}")
_FACT = re.compile(r"%\((\w+)\)s")
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\d{11,}")

Forms = Mapping[str, str]
Sheets = Mapping[str, Mapping[str, Forms]]
"""By event, by language: the forms a place has written."""


class SheetError(Exception):
    """A file is wrong; each sentence says where and what to do."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    subject: str
    body: str


def facts_of(sentence: str) -> frozenset[str]:
    """The places of a sentence of the product, written %(so)s."""
    return frozenset(_FACT.findall(sentence))


def places_of(words: str) -> frozenset[str]:
    """The places of a place's own words, written {so}."""
    return frozenset(_PLACE.findall(words))


def filled(words: str, facts: Mapping[str, str]) -> str:
    """The words with every place filled."""
    return _PLACE.sub(lambda found: facts[found[1]], words)


def parts_of_sms(text: str) -> int:
    """How many text messages a phone company counts: of 70 letters, or of 160 where all are Latin; less if joined."""
    alone, joined = (LATIN_ALONE, LATIN_JOINED) if text.isascii() else (LETTERS_ALONE, LETTERS_JOINED)
    return 1 if len(text) <= alone else -(-len(text) // joined)


def read(folders: Iterable[Path], *, known: Mapping[str, str], languages: Collection[str]) -> dict[str, Any]:
    """The sheets of some folders by event, a later folder's instead of an earlier one's; or all faults at once.

    `known` are the product's own sentences by event: a sheet may name what they name, since that alone is certain.
    """
    found: dict[str, Any] = {}
    faults: list[str] = []
    for folder in folders:
        for path in sorted(folder.glob("*.toml")):
            try:
                found[path.stem] = read_file(path, known=known, languages=languages)
            except SheetError as error:
                faults.extend(error.sentences)
    if faults:
        raise SheetError(*faults)
    return found


def read_file(path: Path, *, known: Mapping[str, str], languages: Collection[str]) -> dict[str, dict[str, str]]:
    """One event's sheet; the file is named after the event."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SheetError(f"{path.name}：不是正确的 TOML（{error}）。") from error
    if path.stem not in known:
        raise SheetError(f"{path.name}：没有叫 {path.stem} 的消息。文件名要和工作台“消息用语”里的名称一样。")
    return parsed(data, facts=facts_of(known[path.stem]), languages=languages, where=path.name)


def parsed(
    data: Mapping[str, Any], *, facts: Collection[str], languages: Collection[str], where: str
) -> dict[str, dict[str, str]]:
    """Check plain data, such as a file's: every key known, every place one that this event can fill."""
    faults = [
        f"{where}：不认识 {key}。语言只有：{'、'.join(languages)}，写成 [语言] 一段。"
        for key, forms in data.items()
        if key not in languages or not isinstance(forms, dict)
    ]
    for language, forms in data.items():
        if isinstance(forms, dict):
            faults += [
                f"{where}：[{language}] 的 {form} {fault}。"
                for form, words in forms.items()
                for fault in _faults(form, words, facts)
            ]
    if not data or not all(data.values()):
        faults.append(f"{where}：一句话也没有写。不想改的消息，不用放文件。")
    if faults:
        raise SheetError(*faults)
    return {language: {form: words.strip() for form, words in forms.items()} for language, forms in data.items()}


def _faults(form: str, words: Any, facts: Collection[str]) -> Iterable[str]:
    """What is wrong with one form."""
    if form not in LONGEST:
        yield f"不认识，只能写 {'、'.join(LONGEST)}"
        return
    if not isinstance(words, str) or not words.strip():
        yield "要写文字，放在引号里"
        return
    if len(words.strip()) > LONGEST[form]:
        yield f"太长了，最多 {LONGEST[form]} 个字，现在 {len(words.strip())} 个"
    if form != "body" and "\n" in words.strip():
        yield "要写在一行里"
    allowed = {*facts, *(ONLY_IN_A_LETTER if form == "body" else ())}
    unknown = sorted(places_of(words) - allowed)
    if unknown:
        can = "、".join(f"{{{name}}}" for name in sorted(allowed)) or "没有"
        yield f"里的 {{{unknown[0]}}} 这条消息填不出来，可以用的：{can}"
    if "{" in _PLACE.sub("", words) or "}" in _PLACE.sub("", words):
        yield "里的大括号不成对"
    if form != "body" and _LINK.search(words):
        yield "里不能放网址：短信里的链接，骗子学得最像"
    if _LONG_NUMBER.search(words):
        yield "里有一长串数字，像是谁的号码；要写电话，写单位的座机"
