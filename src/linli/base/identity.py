"""Identity numbers of residents: is this one a number at all? (GB 11643-1999)

17 digits and a check character: six of an area, eight of the birth date, three of a sequence. The area is not looked
up: codes were abolished and merged for decades, and whoever was born under one keeps it.
"""

import re
from datetime import date

_SHAPE = re.compile(r"[0-9]{17}[0-9Xx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"  # by the weighted sum's remainder of eleven


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits: 0 to 9 or X."""
    if not re.fullmatch(r"[0-9]{17}", first_seventeen):
        raise ValueError("a check digit is made of seventeen digits")
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)) % 11]


def is_valid_identity_number(number: str) -> bool:
    """Whether the check character fits and the birth date exists; a small x counts as X, any area code is accepted."""
    if not _SHAPE.fullmatch(number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return check_digit(number[:17]) == number[17].upper()
