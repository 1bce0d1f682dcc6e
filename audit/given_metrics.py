"""Metrics that are given to an audit as objects, without a package: written in a notebook, or in a script.

>>> audit.run(posts, also=[Unheard()])                                    # doctest: +SKIP

They are held to what a plug-in is held to, and are found by their names as long as the audit lasts. A metric that others
shall use, or that other processes shall measure, belongs into a package: ``docs/plugins.md``.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Mapping
from typing import Any

from audit import plugins
from audit.errors import PlanError
from audit.plugins import GIVEN, Plugin

#: Where a plan names metrics, so that one can stand there itself.
_PLACES = ("metrics", "also")


def by_name(changes: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Plugin, ...]]:
    """The same changes of a plan with names in place of metrics, and the metrics.

    Parameters
    ----------
    changes : mapping
        ``metrics`` and ``also`` may hold metrics, or classes that make them, among the names.

    Raises
    ------
    PlanError
        One is no metric, two have one name, or a name that cannot be a metric's.
    """
    named, own = dict(changes), dict[str, Plugin]()
    for place in _PLACES:
        asked = changes.get(place)
        if not isinstance(asked, (list, tuple)):
            continue
        found = [each if isinstance(each, str) else _plugin(each) for each in asked]
        for each in found:
            if isinstance(each, Plugin) and own.setdefault(each.name, each) is not each:
                raise PlanError(f"Two of the metrics that were given are called {each.name!r}.", hint="Rename one.")
        named[place] = [each if isinstance(each, str) else each.name for each in found]
    return named, tuple(own.values())


def _plugin(metric: Any) -> Plugin:
    made = metric() if isinstance(metric, type) else metric
    if lacking := plugins.lacking_parts("metric", made):
        raise PlanError(
            f"A {type(made).__name__} is no metric: it has no {', no '.join(lacking)}.",
            hint="docs/plugins.md says what a metric has. One that ships is asked for by its name.",
        )
    name = str(made.name)
    if not plugins.can_be_named(name):
        raise PlanError(
            f"A metric cannot be called {name!r}.", hint="Lower-case letters and digits; a few words are taken."
        )
    return Plugin("metric", name, GIVEN, "", "", _digest(type(made)), made=made)


def _digest(kind: type) -> str:
    """SHA-256 of the code of a class: its source where that is known, else its byte code."""
    said = [kind.__qualname__, kind.__doc__ or ""]
    for name, part in sorted(vars(kind).items()):
        if inspect.isfunction(part):
            try:
                said.append(inspect.getsource(part))
            except OSError:  # typed where no lines are kept
                said.append(f"{name} {part.__code__.co_code.hex()} {part.__code__.co_names}")
        elif isinstance(part, str | int | float | tuple) and not name.startswith("__"):
            said.append(f"{name} {part!r}")
    return hashlib.sha256("\0".join(said).encode()).hexdigest()
