"""What a process need not carry."""

import sys

from linli.base.pinyin import Style, lazy_pinyin


def test_a_character_is_read_without_the_list_of_phrases():
    assert (lazy_pinyin("长"), lazy_pinyin("衡", style=Style.FIRST_LETTER)) == (["zhang"], ["h"])
    assert "pypinyin.phrases_dict" not in sys.modules
