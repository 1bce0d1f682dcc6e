"""What asks a process to end becomes an exception, so that nothing half-written is left.

Nothing is imported but what Python has loaded already: this has to be in place before anything slow is.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType
from typing import NoReturn

MESSAGE = "interrupted; nothing half-written is left behind."
#: Anything that kept the audit from finishing, an interruption too. 1 is for a gate that tripped, and for nothing else.
FAILED = 2
#: Seconds in which a second signal cannot break into the tidying up that the first one started.
_TIDYING = 2.0
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")

_last: list[float] = []


class Interrupted(BaseException):
    """Somebody wants the process to end.

    Not a KeyboardInterrupt: where one passes through ``exec`` CPython ends the process by that signal in the end, whatever
    was done about it in between (``unhandled_keyboard_interrupt`` in its pythonrun.c).
    """


def listen() -> None:
    """Raise :class:`Interrupted` where a signal asks to end; one that is ignored, as under ``nohup``, stays ignored."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _interrupt)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    now = time.monotonic()
    if not _last or now - _last[-1] > _TIDYING:
        _last.append(now)
        raise Interrupted


def was_interrupted() -> bool:
    """Whether a signal came; an interruption inside other libraries can come out of them as any exception, or none."""
    return bool(_last)


def deafen() -> None:
    """Ignore signals from here on: what was to be done is done, and its exit code should stand."""
    for name in _NAMES:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is _interrupt:
            signal.signal(number, signal.SIG_IGN)


def leave_early() -> NoReturn:
    """End before there is anything to tidy up, or anything but the system to say so with."""
    os.write(sys.stderr.fileno(), f"postaudit: {MESSAGE}\n".encode())
    os._exit(FAILED)
