"""Finding a service item by what people type: their own words, a slip, pinyin, initials.

Plain Python over the few hundred items there are. Every item has phrases (its names and keywords); a phrase meets
what was typed in one of these ways, the first that holds:

1. they are the same;
2. the phrase stands in what was typed (老人吃饭 in 老人吃饭没人做), or what was typed in the phrase (灯坏 in 灯坏了);
3. the same with a character that sounds alike (路登不亮), or with one wrong, missing or doubled (水官坏了);
4. in Latin letters: the phrase's pinyin or its initials, whole or from the start (zhucan, zc).

Below that, pairs of characters and whole Latin words in common count, the rarer the more. Equal items keep the order
of their codes.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log

from linli.base.pinyin import lazy_pinyin
from linli.catalog.spec import ItemSpec

LONGEST = 60  # nobody needs more characters to say what it is about
SAME, HOLDS, HELD, SOUNDS, SLIP = 200, 100, 90, 80, 50  # how much each way of meeting is worth
SAME_LETTERS, START_OF_LETTERS, INSIDE_LETTERS, INITIALS, START_OF_INITIALS = 160, 90, 70, 120, 60
PER_CHARACTER = 12  # a longer phrase says more
LEAST = 24  # below, it is chance
NAMED = 1.15  # a name of the item itself, against one of its keywords
FILLERS = ("我想要", "我要", "我想", "请问", "怎么办", "怎么", "哪里", "可以", "一下", "帮我", "有没有")
LATIN_WORD = re.compile(r"[a-z]{3,}")
# fmt: off
LITTLE_WORDS = frozenset((
    "and", "any", "are", "can", "for", "from", "get", "has", "have", "help", "how", "need", "not", "our",
    "out", "some", "the", "them", "they", "to", "want", "what", "where", "who", "will", "with", "would", "you", "your",
))
# fmt: on


@dataclass(frozen=True, slots=True)
class Found:
    """An item and how well it answers what was typed; the score only orders."""

    item: ItemSpec
    score: int


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words of an item as they are compared."""

    words: str
    sounds: tuple[str, ...]
    weight: float

    @property
    def letters(self) -> str:
        return "".join(self.sounds)

    @property
    def initials(self) -> str:
        return "".join(sound[:1] for sound in self.sounds)


class Index:
    """The items ready to be searched."""

    def __init__(self, items: Iterable[ItemSpec], as_written: Iterable[ItemSpec] = ()) -> None:
        """`as_written` are the same items in the files' own words, where `items` speak another language."""
        self._items = sorted(items, key=lambda item: item.code)
        told = {item.code: {item} for item in self._items}
        for item in as_written:
            told[item.code].add(item)
        self._phrases = {code: tuple(chain(*map(_phrases_of, said))) for code, said in told.items()}
        self._pairs = {code: frozenset(chain(*map(_pairs_of, said))) for code, said in told.items()}
        counted = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        self._rarity = {pair: log((len(self._items) + 1) / count) for pair, count in counted.items()}

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """Return the items that answer, the best first; nothing typed, nothing found."""
        typed = plain(text)[:LONGEST]
        if not typed:
            return []
        words = _words(text)
        found = [Found(item, self._score(item.code, typed, words)) for item in self._items]
        best = sorted((each for each in found if each.score >= LEAST), key=lambda each: (-each.score, each.item.code))
        return best[:limit]

    def _score(self, code: str, typed: str, words: frozenset[str]) -> int:
        met = max((_meeting(phrase, typed) * phrase.weight for phrase in self._phrases[code]), default=0.0)
        pieces = (_pairs(_without_fillers(typed)) | words) & self._pairs[code]
        shared = sum(self._rarity[piece] for piece in pieces)
        return round(met + shared * PER_CHARACTER)


def plain(text: str) -> str:
    """Return what is compared: one width, small letters, no spaces or punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LN")


@lru_cache(maxsize=20_000)
def _sound(character: str) -> str:
    """How a character is said, with the sounds that are easily mixed up made one: zh z, ch c, sh s, -ng -n."""
    said = lazy_pinyin(character)[0]
    return _fold(said) if said.isascii() and said.isalpha() else said


def _fold(letters: str) -> str:
    for mixed, one in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")):
        letters = letters.replace(mixed, one)
    return letters


def _phrases_of(item: ItemSpec) -> Iterator[_Phrase]:
    for words in (item.plain_name, item.name, item.short_name):
        yield _phrase(words, NAMED)
    for words in item.keywords:
        yield _phrase(words, 1.0)


def _phrase(words: str, weight: float) -> _Phrase:
    compared = plain(words)
    return _Phrase(compared, tuple(_fold(sound) for sound in lazy_pinyin(compared)), weight)


def _pairs_of(item: ItemSpec) -> frozenset[str]:
    texts = (item.plain_name, item.name, item.short_name, item.summary, *item.keywords)
    pairs = frozenset(pair for text in texts for pair in _pairs(_without_fillers(plain(text))))
    return pairs | frozenset(word for text in texts for word in _words(text))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[start : start + 2] for start in range(len(text) - 1) if not text[start].isascii())


def _words(text: str) -> frozenset[str]:
    """Whole words of a language that writes them apart; one and many are the same word."""
    found = LATIN_WORD.findall(unicodedata.normalize("NFKC", text).lower())
    return frozenset(word.removesuffix("s") for word in found if word not in LITTLE_WORDS)


def _without_fillers(text: str) -> str:
    for filler in FILLERS:
        text = text.replace(filler, " ")
    return text


def _meeting(phrase: _Phrase, typed: str) -> float:
    """How well one phrase meets what was typed; 0 where not at all."""
    if phrase.words == typed:
        return SAME + PER_CHARACTER * len(typed)
    if len(phrase.words) > 1 and phrase.words in typed:
        return HOLDS + PER_CHARACTER * len(phrase.words)
    if typed in phrase.words:
        return HELD + PER_CHARACTER * len(typed) * len(typed) / len(phrase.words)
    if typed.isascii():
        return _meeting_letters(phrase, typed)
    return _meeting_with_a_slip(phrase, typed)


def _meeting_letters(phrase: _Phrase, typed: str) -> float:
    letters = _fold(typed)
    if letters == phrase.letters:
        return SAME_LETTERS
    if typed == phrase.initials:
        return INITIALS
    if len(letters) > 2 and phrase.letters.startswith(letters):
        return START_OF_LETTERS
    if len(letters) > 3 and letters in phrase.letters:
        return INSIDE_LETTERS
    if len(typed) > 1 and phrase.initials.startswith(typed):
        return START_OF_INITIALS
    return 0


def _meeting_with_a_slip(phrase: _Phrase, typed: str) -> float:
    said = tuple(_sound(character) for character in typed)
    short, long = sorted((phrase.sounds, said), key=len)
    if len(short) < 2 or len(set(short) & set(long)) < len(set(short)) - 1:
        return 0
    if _stands_in(short, long):
        return SOUNDS + PER_CHARACTER * len(short) / 2
    # Two characters of three say little in a whole sentence: most sentences hold 老人.
    is_telling = len(short) > 3 or (len(short) == 3 and len(long) < 5)
    if is_telling and any(_one_slip(short, part) for part in _parts(long, len(short))):
        return SLIP + PER_CHARACTER * len(short) / 2
    return 0


def _stands_in(short: Sequence[str], long: Sequence[str]) -> bool:
    return any(short == long[start : start + len(short)] for start in range(len(long) - len(short) + 1))


def _parts(long: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    """Stretches of about this length: one shorter, as long, one longer."""
    for size in {min(length + more, len(long)) for more in (-1, 0, 1)}:
        for start in range(len(long) - size + 1):
            yield long[start : start + size]


def _one_slip(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one character changed, added or left out makes them the same."""
    short, long = sorted((one, other), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    if len(short) == len(long):
        return tuple(short[same + 1 :]) == tuple(long[same + 1 :])
    return tuple(short[same:]) == tuple(long[same + 1 :])
