"""What tells a metric that is given as an object from another: its code, that of its bases, and what it holds.

Source is taken where it is known, since it is the same under each version of Python. Byte code stands in where no lines are
kept, with its constants, so that a threshold typed anew is another metric. Nothing is taken whose words hold an address.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any

from audit.errors import PlanError
from audit.wording import with_article

_PLAIN = (type(None), bool, int, float, complex, str, bytes, type(...))
#: Deeper than anybody nests; what holds itself is met too.
_DEEPEST = 20
#: What ``dataclasses`` writes; the fields and their values are taken as they are.
_GENERATED = frozenset(
    {"__init__", "__repr__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__setattr__", "__delattr__"}
    | {"__getstate__", "__setstate__", "__replace__"}
)


def digest(metric: Any) -> str:
    """SHA-256 of the code and the state of a metric.

    Raises
    ------
    PlanError
        It holds something else than numbers, words and lists of them, of which nobody can tell whether it is the same.
    """
    said = [each for kind in _classes(type(metric)) for each in _code_of(kind)]
    said += [f"{name} = {value}" for name, value in _state(metric)]
    return hashlib.sha256("\0".join(said).encode("utf-8", "surrogatepass")).hexdigest()


def _classes(kind: type) -> list[type]:
    """The class, and its bases that are neither Python's nor this package's."""
    ours = {"audit", "builtins", *sys.stdlib_module_names} - {"__main__"}
    return [kind, *(each for each in kind.__mro__[1:] if each.__module__.partition(".")[0] not in ours)]


def _state(metric: Any) -> Iterator[tuple[str, str]]:
    held = dict(getattr(metric, "__dict__", {}))
    for kind in type(metric).__mro__:
        slots = vars(kind).get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            if name not in ("__dict__", "__weakref__") and hasattr(metric, name):
                held[name] = getattr(metric, name)
    for name, value in sorted(held.items()):
        told = _plain(value)
        if told is None:
            raise PlanError(
                f"The metric {type(metric).__name__} holds {with_article(type(value).__name__)} as {name!r}, and nobody can tell whether"
                " that is the same in another run.",
                hint="Hold numbers, strings, and lists, tuples, sets or dicts of them; or bring the metric as a plug-in: docs/plugins.md.",
            )
        yield name, told


def _plain(value: Any, deep: int = 0) -> str | None:
    """A value in words that are the same in each process; None for one that has none."""
    if type(value) in _PLAIN:
        return repr(value)
    if deep > _DEEPEST or type(value) not in (tuple, list, set, frozenset, dict):
        return None
    pairs = value.items() if type(value) is dict else ((each,) for each in value)
    parts = [tuple(_plain(each, deep + 1) for each in pair) for pair in pairs]
    if any(each is None for part in parts for each in part):
        return None
    if type(value) in (set, frozenset):  # whose order is another in each process
        parts.sort(key=str)
    return f"{type(value).__name__}{parts!r}"


def _code_of(kind: type) -> Iterator[str]:
    yield kind.__qualname__
    yield kind.__doc__ or ""
    source = _source(kind)
    if source is not None:
        yield source
    for name, part in sorted(vars(kind).items()):
        if name in _GENERATED and "__dataclass_fields__" in vars(kind) and _source(part) is None:
            continue
        for function in _functions(part):
            yield f"{name} {_source(function) or _bytes_of(function.__code__)}"
            # A class made within a function, and a decorator, hold here what they were given.
            held = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).items(), *_closed_over(function)]
            yield from (told for each in held if (told := _plain(each)) is not None)
        told = None if name.startswith("__") else _plain(part)
        if told is not None:
            yield f"{name} {told}"


def _functions(part: Any) -> Iterator[FunctionType]:
    """The functions of a part of a class, and those that a decorator is laid around."""
    if isinstance(part, property):
        for each in (part.fget, part.fset, part.fdel):
            yield from _functions(each)
    elif isinstance(part, staticmethod | classmethod):
        yield from _functions(part.__func__)
    elif isinstance(part, cached_property):
        yield from _functions(part.func)
    elif isinstance(part, FunctionType):
        yield part
        yield from _functions(part.__dict__.get("__wrapped__"))
    elif hasattr(part, "__wrapped__"):
        yield from _functions(part.__wrapped__)


def _closed_over(function: FunctionType) -> Iterator[Any]:
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # nothing in it yet
            continue


def _source(part: Any) -> str | None:
    """Its lines; None where none are kept, as for what is typed at a prompt."""
    try:
        return inspect.getsource(part)
    except (OSError, TypeError, SyntaxError):
        return None


def _bytes_of(code: CodeType) -> str:
    consts = [
        _bytes_of(each) if isinstance(each, CodeType) else _plain(each) or type(each).__name__
        for each in code.co_consts
    ]
    return f"{code.co_code.hex()} {code.co_names} {consts}"
