"""Metrics that are given to an audit as objects, without a package: written in a notebook, or in a script.

>>> audit.run(posts, also=[Unheard()])                                    # doctest: +SKIP

They are held to what a plug-in is held to, and are found by their names as long as the audit lasts. A metric that others
shall use, or that other processes shall measure, belongs into a package: ``docs/plugins.md``.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from audit.errors import PlanError
from audit.plugins import entry_points as plugins
from audit.plugins.entry_points import GIVEN, Plugin
from audit.plugins.given_digest import digest

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
        One is no metric, two have one name, or a name that cannot be a metric's; a class needs arguments; a metric holds
        what cannot be told from another.
    """
    named, own = dict(changes), dict[str, Plugin]()
    known: dict[int, Plugin] = {}  # the same object may stand in both places
    for place in _PLACES:
        asked = changes.get(place)
        if not isinstance(asked, (list, tuple)):
            continue
        for each in asked:
            if not isinstance(each, str) and id(each) not in known:
                known[id(each)] = _plugin(each)
        found = [each if isinstance(each, str) else known[id(each)] for each in asked]
        for each in found:
            if isinstance(each, Plugin) and own.setdefault(each.name, each) is not each:
                raise PlanError(f"Two of the metrics that were given are called {each.name!r}.", hint="Rename one.")
        named[place] = [each if isinstance(each, str) else each.name for each in found]
    return named, tuple(own.values())


def _plugin(metric: Any) -> Plugin:
    made = _made(metric) if isinstance(metric, type) else metric
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
    return Plugin("metric", name, GIVEN, "", "", digest(made), made=made)


def _made(kind: type) -> Any:
    """One of a class, as a plan may name the class alone."""
    try:
        inspect.signature(kind).bind()
    except TypeError as error:
        raise PlanError(
            f"The class {kind.__name__} cannot be made without arguments: {error}.",
            hint=f"Give a metric in place of its class: {kind.__name__}(...).",
        ) from None
    except ValueError:  # a class that has no signature is tried
        pass
    return kind()
