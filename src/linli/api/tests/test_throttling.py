"""A caller may ask steadily or in one burst, and the burst of one is not another's."""

from linli.api import throttling
from linli.api.throttling import Limiter


def test_a_burst_is_let_through_then_one_by_one():
    limiter = Limiter(60)
    assert [limiter.wait("a", 100.0) for _ in range(60)] == [0] * 60
    assert limiter.wait("a", 100.0) == 1.0
    assert limiter.wait("b", 100.0) == 0
    assert limiter.wait("a", 100.5) == 0.5
    assert limiter.wait("a", 101.0) == 0
    assert limiter.wait("a", 101.0) == 1.0


def test_a_refused_try_costs_nothing():
    limiter = Limiter(1)
    assert limiter.wait("a", 0.0) == 0
    assert [limiter.wait("a", float(second)) > 0 for second in (10, 30, 59)] == [True] * 3
    assert limiter.wait("a", 60.0) == 0


def test_no_limit_is_none():
    limiter = Limiter(0)
    assert {limiter.wait("a", 1.0) for _ in range(1000)} == {0}


def test_a_crowd_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(throttling, "MOST_CALLERS", 10)
    limiter = Limiter(1)
    for caller in range(100):
        limiter.wait(str(caller), caller / 100)
    assert len(limiter._left) <= 10
    assert limiter.wait("99", 1.0) > 0  # who has just asked is remembered
