"""How one character is said: pypinyin without its list of phrases.

We ask for single characters, which read the same without the list, and it costs each process 40 MB and a part of its
start. Whoever wants pinyin imports it from here, never from the library: the first import decides.
"""

import os

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # looked at by the library as it is imported

from pypinyin import Style, lazy_pinyin

__all__ = ["Style", "lazy_pinyin"]
