"""The file as typst sets it, from data alone."""

from unicodedata import normalize

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.archives import making, rules
from linli.archives.tests.pdf_text import pages, words

KEYS = ("title", "answers", "course", "parties", "files", "made")


def a_file(said, **more):
    return {
        "number": "131102-20261123-0001",
        "title": said,
        "words": dict.fromkeys(KEYS, "字"),
        "facts": [["地点", said]],
        "answers": [],
        "course": [{"at": "2026-11-23 09:00", "who": "测试", "what": "回复", "said": said}],
        "parties": [],
        "files": [],
        **more,
    }


def test_five_thousand_characters_run_over_the_pages_and_none_is_lost():
    said = "".join(chr(0x4E00 + number % 2000) for number in range(5000))
    pdf = making.as_pdf(a_file("灯坏了", course=[{"at": "", "who": "", "what": "", "said": said}]), [])
    assert pages(pdf) == 3
    read = normalize("NFKC", words(pdf))  # one glyph stands for 一 and for the radical of it
    assert all(read.count(each) >= said.count(each) for each in set(said))


@settings(max_examples=12, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_whatever_is_typed_is_set_and_run_never(said):
    assert making.as_pdf(a_file(said + '#panic("run")$'), []).startswith(b"%PDF-1.7")


def test_names_in_the_zip_lead_nowhere_and_are_each_their_own():
    names = rules.names_in_zip(["../../etc/passwd", "灯.jpg", "灯.jpg", "C:\\x\\y.png", "\x00", ""])
    assert names == ["01-passwd", "02-灯.jpg", "03-灯.jpg", "04-y.png", "05-file", "06-file"]
