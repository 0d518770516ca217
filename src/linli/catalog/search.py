"""Finding a service item by what people type: their own words, a slip, pinyin, initials.

Plain Python over the few hundred items there are. Whatever is sought has phrases (its names and words of need); a
phrase meets what was typed in one of these ways, the first that holds:

1. they are the same;
2. the phrase stands in what was typed (老人吃饭 in 老人吃饭没人做), or what was typed in the phrase (灯坏 in 灯坏了);
3. the same with a character that sounds alike (路登不亮), or with one wrong, missing or doubled (水官坏了);
4. in Latin letters: the phrase's pinyin or its initials, whole or from the start (zhucan, zc), within a longer line
   (laorenchifanmeirenzuo), mixed with characters (老人chifan), or with one letter wrong (zhucna).

Words that say the same (爷爷, 老爷子 and 老人) are one word, see `needs`. Below that, pairs of characters and whole
Latin words in common count, the rarer the more. Equal ones keep the order of their keys.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from math import log
from typing import Generic, TypeVar

from linli.base.pinyin import lazy_pinyin
from linli.catalog.needs import NOTHING_MORE, Needs
from linli.catalog.plainly import plain
from linli.catalog.spec import ItemSpec

LONGEST = 60  # nobody needs more characters to say what it is about
SAME, HOLDS, HELD, SOUNDS, SLIP = 200, 100, 90, 80, 50  # how much each way of meeting is worth
SAME_LETTERS, START_OF_LETTERS, INSIDE_LETTERS, INITIALS, START_OF_INITIALS = 160, 90, 70, 120, 60
HOLDS_LETTERS, SLIP_OF_LETTERS = 75, 55
LETTERS_THAT_TELL = 6  # fewer stand in a line of pinyin by chance
PER_CHARACTER = 12  # a longer phrase says more
LEAST = 24  # below, it is chance
NAMED = 1.15  # a name of the thing itself, against one of its words
IN_OTHER_WORDS = 0.97  # what was really said comes before what says the same
FILLERS = ("我想要", "我要", "我想", "请问", "怎么办", "怎么", "哪里", "可以", "一下", "帮我", "有没有")
LATIN_WORD, LATIN_LETTER = re.compile(r"[a-z]{3,}"), re.compile(r"[a-z]")
# fmt: off
LITTLE_WORDS = frozenset((
    "and", "any", "are", "can", "for", "from", "get", "has", "have", "help", "how", "need", "not", "our",
    "out", "some", "the", "them", "they", "to", "want", "what", "where", "who", "will", "with", "would", "you", "your",
))
# fmt: on


Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Found:
    """An item and how well it answers what was typed; the score only orders."""

    item: ItemSpec
    score: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one thing is called, by which words people ask for it, and what else is said about it."""

    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words as they are compared: those of a thing, or those that were typed."""

    words: str
    sounds: tuple[str, ...]
    letters: str
    initials: str
    weight: float


class Phrasebook(Generic[Key]):
    """Things of any kind, ready to be searched by what is told of them."""

    def __init__(self, told: Mapping[Key, Iterable[Told]], needs: Needs = NOTHING_MORE) -> None:
        self._needs = needs
        self._phrases = {key: self._phrases_of(each) for key, each in told.items()}
        self._pairs = {key: self._pairs_of(each) for key, each in told.items()}
        counted = Counter(pair for pairs in self._pairs.values() for pair in pairs)
        self._rarity = {pair: log((len(self._pairs) + 1) / count) for pair, count in counted.items()}

    def find(self, text: str) -> list[tuple[Key, int]]:
        """Keys with their scores, the best first, equal ones in the order they were given; only what is no chance."""
        typed = plain(text)[:LONGEST]
        if not typed:
            return []
        said = [(typed, 1.0)]
        if (other := self._needs.in_one_word(typed)) != typed:
            said.append((other, IN_OTHER_WORDS))
        asked = [(_phrase(words, weight), _pairs(_without_fillers(words)) | _words(text)) for words, weight in said]
        scored = [(key, max(self._score(key, *each) for each in asked)) for key in self._phrases]
        return sorted((each for each in scored if each[1] >= LEAST), key=lambda each: -each[1])

    def _score(self, key: Key, typed: _Phrase, pieces: frozenset[str]) -> int:
        met = max((_meeting(phrase, typed) * phrase.weight for phrase in self._phrases[key]), default=0.0)
        shared = sum(self._rarity[piece] for piece in pieces & self._pairs[key])
        return round((met + shared * PER_CHARACTER) * typed.weight)

    def _phrases_of(self, told: Iterable[Told]) -> tuple[_Phrase, ...]:
        """The best weight of each phrase, in the words it has and in the one word for what says the same."""
        weights: dict[str, float] = {}
        for each in told:
            weighted = chain(((name, NAMED) for name in each.names), ((word, 1.0) for word in each.words))
            for words, weight in ((plain(words), weight) for words, weight in weighted):
                for said, less in ((words, 1.0), (self._needs.in_one_word(words), IN_OTHER_WORDS)):
                    weights[said] = max(weights.get(said, 0.0), weight * less)
        return tuple(_phrase(words, weight) for words, weight in weights.items() if words)

    def _pairs_of(self, told: Iterable[Told]) -> frozenset[str]:
        found: set[str] = set()
        for each in told:
            for text in chain(each.names, each.words, each.said):
                words = plain(text)
                found |= _pairs(_without_fillers(words)) | _words(text)
                found |= _pairs(_without_fillers(self._needs.in_one_word(words)))
        return frozenset(found)


class Index:
    """The items ready to be searched."""

    def __init__(
        self, items: Iterable[ItemSpec], as_written: Iterable[ItemSpec] = (), needs: Needs = NOTHING_MORE
    ) -> None:
        """`as_written` are the same items in the files' own words, where `items` speak another language."""
        self._items = {item.code: item for item in sorted(items, key=lambda item: item.code)}
        told = {code: [_told(item)] for code, item in self._items.items()}
        for item in as_written:
            told[item.code].append(_told(item))
        for code in told.keys() & needs.words.keys():
            told[code].append(Told((), needs.words[code]))
        self._book = Phrasebook(told, needs)

    def find(self, text: str, limit: int = 20) -> list[Found]:
        """Return the items that answer, the best first; nothing typed, nothing found."""
        return [Found(self._items[code], score) for code, score in self._book.find(text)[:limit]]


def _told(item: ItemSpec) -> Told:
    return Told((item.plain_name, item.name, item.short_name), item.keywords, (item.summary,))


def _fold(letters: str) -> str:
    """Sounds that are easily mixed up made one: zh z, ch c, sh s, -ng -n."""
    for mixed, one in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")):
        letters = letters.replace(mixed, one)
    return letters


def _phrase(words: str, weight: float) -> _Phrase:
    """Compared words: a stretch of Latin letters in them is one sound."""
    sounds = tuple(_fold(sound) for sound in lazy_pinyin(words))
    return _Phrase(words, sounds, "".join(sounds), "".join(sound[:1] for sound in sounds), weight)


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


def _meeting(phrase: _Phrase, typed: _Phrase) -> float:
    """How well one phrase meets what was typed; 0 where not at all."""
    if phrase.words == typed.words:
        return SAME + PER_CHARACTER * len(typed.words)
    if len(phrase.words) > 1 and phrase.words in typed.words:
        return HOLDS + PER_CHARACTER * len(phrase.words)
    if typed.words in phrase.words:
        return HELD + PER_CHARACTER * len(typed.words) * len(typed.words) / len(phrase.words)
    if typed.words.isascii():
        return _meeting_letters(phrase, typed)
    return max(_meeting_with_a_slip(phrase, typed), _meeting_half_in_letters(phrase, typed))


def _meeting_letters(phrase: _Phrase, typed: _Phrase) -> float:
    letters, initials = typed.letters, typed.words
    if letters == phrase.letters:
        return SAME_LETTERS
    if initials == phrase.initials:
        return INITIALS
    if len(letters) > 2 and phrase.letters.startswith(letters):
        return START_OF_LETTERS
    if len(letters) > 3 and letters in phrase.letters:
        return INSIDE_LETTERS
    if len(initials) > 1 and phrase.initials.startswith(initials):
        return START_OF_INITIALS
    return _meeting_letters_loosely(phrase, letters)


def _meeting_letters_loosely(phrase: _Phrase, letters: str) -> float:
    """A phrase in a longer line of pinyin, or with one letter wrong; only phrases of characters, and long ones."""
    if phrase.words.isascii() or len(phrase.letters) < LETTERS_THAT_TELL:
        return 0
    if phrase.letters in letters:
        return HOLDS_LETTERS + PER_CHARACTER * len(phrase.words) / 2
    if abs(len(letters) - len(phrase.letters)) < 2 and _one_slip_or_swap(letters, phrase.letters):
        return SLIP_OF_LETTERS
    return 0


def _meeting_half_in_letters(phrase: _Phrase, typed: _Phrase) -> float:
    """Characters and pinyin in one line (老人chifan): as if all of it had been typed in letters."""
    if not LATIN_LETTER.search(typed.words):
        return 0
    if typed.letters == phrase.letters:
        return SAME_LETTERS
    if len(typed.letters) >= LETTERS_THAT_TELL and typed.letters in phrase.letters:
        return INSIDE_LETTERS
    return _meeting_letters_loosely(phrase, typed.letters)


def _meeting_with_a_slip(phrase: _Phrase, typed: _Phrase) -> float:
    short, long = sorted((phrase.sounds, typed.sounds), key=len)
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


def _one_slip_or_swap(one: str, other: str) -> bool:
    """Whether one letter wrong, or two changed about, make them the same."""
    if _one_slip(one, other):
        return True
    differing = [at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs]
    first, last = (differing[0], differing[-1]) if len(differing) == 2 else (0, 0)
    return len(one) == len(other) and last - first == 1 and (one[first], one[last]) == (other[last], other[first])


def _one_slip(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one character changed, added or left out makes them the same."""
    short, long = sorted((one, other), key=len)
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    if len(short) == len(long):
        return tuple(short[same + 1 :]) == tuple(long[same + 1 :])
    return tuple(short[same:]) == tuple(long[same + 1 :])
