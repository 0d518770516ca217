"""What is told stands in the journal in the order it was told in."""

from datetime import datetime

from linli.base.actor import system_actor
from linli.base.clock import SHANGHAI
from linli.base.ids import new_id
from linli.demo.annals import Annals
from linli.demo.draws import Draw

AT = datetime(2026, 7, 15, 21, tzinfo=SHANGHAI)


def test_of_two_things_of_one_moment_the_one_told_first_comes_first():
    annals, subject = Annals(None, Draw("annals"), AT), new_id()
    for number in range(50):
        annals.enter(f"cases.told_{number}", system_actor("tests"), AT, on=("cases.case", subject))
    assert [entry.verb for entry in sorted(annals.entries, key=lambda entry: entry.id)] == [
        f"cases.told_{number}" for number in range(50)
    ]
