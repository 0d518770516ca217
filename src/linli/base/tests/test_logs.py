"""A crash is written down without the words of a row it may quote."""

import logging

from linli.base.logs import WordlessFormatter


def test_a_crash_names_its_place_and_kind_but_not_what_people_wrote():
    words = "Key (phone)=(19900000001) already exists"
    try:
        raise ValueError(words)
    except ValueError as error:
        raised = (type(error), error, error.__traceback__)
    record = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Internal Server Error: /me/", None, raised
    )
    written = WordlessFormatter("%(message)s").format(record)
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert "199" not in written
