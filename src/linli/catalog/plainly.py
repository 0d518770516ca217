"""What is compared of words: not their width, case, spaces and punctuation."""

import unicodedata


def plain(text: str) -> str:
    """Return what is compared: one width, small letters, no spaces or punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LN")
