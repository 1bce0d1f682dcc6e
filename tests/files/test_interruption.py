"""Signals that ask to end become one exception; those that are ignored stay ignored."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from audit.files import interruption
from audit.files.interruption import FAILED, Interrupted, deafen, listen, was_interrupted

NAMES = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


@pytest.fixture(autouse=True)
def restored():
    numbers = {getattr(signal, name): signal.getsignal(getattr(signal, name)) for name in NAMES}
    interruption._last.clear()
    for number in numbers:
        signal.signal(number, signal.SIG_DFL if number != signal.SIGINT else signal.default_int_handler)
    yield
    interruption._last.clear()
    for number, handler in numbers.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("name", NAMES)
def test_a_signal_is_an_exception_that_nothing_catches_by_accident(name):
    listen()
    assert not was_interrupted()
    with pytest.raises(Interrupted):
        signal.raise_signal(getattr(signal, name))
    assert was_interrupted()
    assert not issubclass(Interrupted, Exception)
    assert not issubclass(Interrupted, KeyboardInterrupt)


def test_a_second_signal_does_not_break_into_the_tidying_up(monkeypatch):
    listen()
    now = [100.0]
    monkeypatch.setattr(interruption.time, "monotonic", lambda: now[0])
    with pytest.raises(Interrupted):
        signal.raise_signal(signal.SIGTERM)
    now[0] += 1.9
    signal.raise_signal(signal.SIGTERM)
    now[0] += 0.2
    with pytest.raises(Interrupted):
        signal.raise_signal(signal.SIGTERM)


def test_what_is_ignored_stays_ignored_and_what_others_handle_stays_theirs():
    heard = []
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, lambda *_: heard.append(1))
    listen()
    signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGINT)
    deafen()
    signal.raise_signal(signal.SIGINT)
    assert heard == [1, 1]
    assert not was_interrupted()


def test_at_the_end_signals_are_ignored():
    listen()
    deafen()
    for name in NAMES:
        signal.raise_signal(getattr(signal, name))
    assert not was_interrupted()


def test_before_anything_is_loaded_it_ends_with_the_message_and_the_code():
    code = "from audit.files.interruption import leave_early; leave_early()"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert ended.returncode == FAILED == 2
    assert ended.stderr == "postaudit: interrupted; nothing half-written is left behind.\n"
