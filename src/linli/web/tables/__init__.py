"""Registers as tables of a spreadsheet: read the way a person reads one, checked as a set, written, given out.

No register lies here. A module declares its own in its `tables.py` (`Register`: columns, a check and a writing action)
and enters it from its `apps.py`. The pages, the jobs and the record of who did what are `linli.tables`.

`cells.py` reads one cell, `files.py` opens a file, `layout.py` finds the heading and the rows, `staging.py` holds them
in a temporary table where they are checked, `writing.py` makes templates, returned files and exports.
"""
