"""Progress: a line drawn anew on a terminal, a line each half minute in a log, and nothing where it is to be quiet."""

from __future__ import annotations

import io
import time

import pytest

from audit.cli import progress as progress_module
from audit.cli.progress import Progress, duration, size


class Stream(io.StringIO):
    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fed(stream, *, quiet=False, steps=10, seconds=4.0):
    """Ten parts of a thousand posts and ten bytes each, in two batches, four seconds each."""
    clock = Clock()
    with Progress(quiet=quiet, stream=stream, clock=clock) as progress:
        for _ in range(steps):
            for _ in range(2):
                clock.now += seconds / 2
                progress.update(500)
            progress.read(10, 100)
    return progress


def test_a_terminal_sees_one_line_with_speed_share_and_time_that_is_left():
    stream = Stream(terminal=True)
    fed(stream)
    drawn = [each.rstrip() for each in stream.getvalue().split("\r") if each.strip()]
    assert "\n" not in stream.getvalue()
    assert drawn[0] == "500 posts, 250 posts/s"
    # Half a part after five: 5,500 posts in 22 seconds are 55% of 100 bytes, so 18 seconds are left.
    assert "5,500 posts, 250 posts/s, about 55%, about 18 s left" in drawn
    assert stream.getvalue().endswith("\r")


def test_a_log_has_a_line_each_half_minute():
    stream = Stream(terminal=False)
    fed(stream, steps=25, seconds=4.0)
    lines = stream.getvalue().splitlines()
    assert len(lines) == 3
    assert lines[0] == "7,500 posts, 250 posts/s, about 75%, about 10 s left"
    assert "\r" not in stream.getvalue()


def test_nothing_is_said_where_it_is_quick_or_quiet():
    for stream, quiet in ((Stream(terminal=False), False), (Stream(terminal=True), True)):
        fed(stream, quiet=quiet, steps=2, seconds=1.0)
        assert not stream.getvalue()


def test_what_grows_beyond_the_estimate_is_never_called_done():
    progress = Progress(stream=Stream(terminal=False), clock=Clock())
    progress.update(10)
    assert progress.share is None
    progress.read(500, 100)
    assert progress.share == 0.99
    assert "left" not in progress.line()


def test_a_terminal_that_is_gone_stops_nothing():
    stream = Stream(terminal=True)
    stream.close = lambda: None
    progress = Progress(stream=stream, clock=(clock := Clock()))
    io.StringIO.close(stream)
    clock.now = 5.0
    progress.update(1)
    assert progress.line().startswith("1 posts")


def test_it_looks_at_the_clock_by_itself(monkeypatch):
    """Large parts in other processes are told of once they are done: until then a terminal is not left in the dark."""
    monkeypatch.setattr(progress_module, "_TICK", 0.01)
    stream, clock = Stream(terminal=True), Clock()
    with Progress(stream=stream, clock=clock):
        clock.now = 3.0
        until = time.monotonic() + 10
        while "measuring, 3 s so far" not in stream.getvalue() and time.monotonic() < until:
            time.sleep(0.01)
    assert "measuring, 3 s so far" in stream.getvalue()
    assert stream.getvalue().endswith("\r")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 s"), (89, "89 s"), (90, "2 min"), (3_600, "1 h"), (7_800, "2 h 10 min")]
)
def test_times_in_words(seconds, said):
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1_234, "1.2 kB"), (31_000, "31 kB"), (1.25e9, "1.2 GB")]
)
def test_bytes_in_words(number, said):
    assert size(number) == said
