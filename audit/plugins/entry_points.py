"""Plug-ins: metrics, loaders and sections of the report that other packages bring, found by their entry points.

::

    [project.entry-points."audit.metrics"]
    shouting = "acme_audit.shouting:Shouting"

Nothing of a plug-in is imported before something asks for it by name, or, for a loader, before a file is met that no
loader that ships recognises. They are asked in the order of their names. One that cannot be used is told of and left
out; none can take the name of what ships. A plug-in is code that runs with all rights of whoever runs it. A metric can
also be given as an object, for one audit: see :mod:`audit.plugins.given_metrics`.

References
----------
https://packaging.python.org/en/latest/specifications/entry-points/
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, Literal

from audit.errors import PlanError
from audit.plugins.installed import folder_digest

Kind = Literal["metric", "loader", "section"]

#: Group of entry points of each kind.
GROUPS: Mapping[Kind, str] = {"metric": "audit.metrics", "loader": "audit.loaders", "section": "audit.sections"}
#: What each kind has to have.
_PARTS: Mapping[Kind, tuple[str, ...]] = {
    "metric": ("name", "title", "measure", "judge"),
    "loader": ("name", "title", "command", "example", "recognises", "rows"),
    "section": ("name", "title", "question", "blocks"),
}
_NAME = re.compile(r"[a-z][a-z0-9]*([_-][a-z0-9]+)*")
#: First words of cells that are no metric's.
_RESERVED = frozenset({"dataset", "weighed", "plug-in", "all"})
#: Whose metrics are that come with no package: stands where its name would.
GIVEN = "the caller of audit.run"


@dataclass(frozen=True)
class Plugin:
    """A plug-in that is installed, whether or not it can be used.

    Attributes
    ----------
    kind, name : str
    package, version, licence : str
        Of the distribution that brings it; empty where its metadata do not say.
    sha256 : str
        Of its version and of all files of the package that its code is in.
    problem : str
        Why it cannot be used, in words that hold neither paths nor data; empty if it can.
    detail : str
        What Python said of it; for a terminal, not for a report.
    made : object
        The metric, loader or section.
    """

    kind: Kind
    name: str
    package: str
    version: str
    licence: str
    sha256: str
    problem: str = ""
    detail: str = ""
    made: Any = field(default=None, repr=False, compare=False)

    @property
    def origin(self) -> str:
        """The package and its version, in words."""
        return f"{self.package} {self.version}".strip() or "a package without a name"


#: What was asked for in this process.
_met: dict[tuple[str, str], Plugin] = {}
#: Metrics that are given as objects, by name, as long as the audit lasts that they are given to.
_given: dict[str, Plugin] = {}


@functools.cache
def installed(kind: Kind) -> tuple[EntryPoint, ...]:
    """Entry points of a kind, by name and package; nothing of them is imported."""
    return tuple(sorted(_all()[kind], key=lambda each: (each.name, *_distribution(each)[:2], each.value)))


@functools.cache
def _all() -> Mapping[Kind, tuple[EntryPoint, ...]]:
    """Entry points of each kind, looked for once among everything that is installed."""
    found: Any = metadata.entry_points()  # of another type before Python 3.12
    return {kind: tuple(found.select(group=group)) for kind, group in GROUPS.items()}


@functools.cache
def names(kind: Kind) -> tuple[str, ...]:
    """Names of the plug-ins of a kind, sorted."""
    own = _given if kind == "metric" else ()
    return tuple(sorted({*own, *(each.name for each in installed(kind))}))


def check_names(kind: Kind, shipped: Iterable[str]) -> None:
    """Refuse to run where a plug-in has the name of what ships, or of another: nobody could tell which was meant.

    Raises
    ------
    PlanError
        Names both.
    """
    owners = dict.fromkeys(shipped, "postaudit itself")
    for each in installed(kind):
        package, version, _ = _distribution(each)
        if each.name in owners:
            raise PlanError(
                f"There are two {kind}s {each.name!r}: one of {owners[each.name]}, and a plug-in of {package} {version}.",
                hint=f"Uninstall {package}, or ask for the plug-in to be given another name.",
            )
        owners[each.name] = f"{package} {version}"
    for name in _given if kind == "metric" else ():
        if name in owners:
            raise PlanError(
                f"There are two {kind}s {name!r}: one of {owners[name]}, and one of {GIVEN}.",
                hint="Give yours another name.",
            )


@contextmanager
def given(metrics: Iterable[Plugin]) -> Iterator[None]:
    """Let metrics that no package brings be found by their names until the block ends."""
    before, own = dict(_given), {each.name: each for each in metrics}
    _given.update(own)
    _forget(own)
    try:
        yield
    finally:
        _given.clear()
        _given.update(before)
        _forget(own)


def _forget(own: Iterable[str]) -> None:
    names.cache_clear()
    load.cache_clear()
    for name in own:
        _met.pop(("metric", name), None)


@functools.cache
def load(kind: Kind, name: str) -> Plugin | None:
    """The plug-in of that name, imported if it has not been yet; one that cannot be used says why. None if there is none.

    Raises
    ------
    PlanError
        Two packages bring one.
    """
    if kind == "metric" and name in _given:
        _met[kind, name] = _given[name]
        return _given[name]
    found = [each for each in installed(kind) if each.name == name]
    if not found:
        return None
    if len(found) > 1:
        check_names(kind, ())
    made = _imported(kind, found[0])
    _met[kind, name] = made
    return made


def load_all(kind: Kind) -> tuple[Plugin, ...]:
    """Every plug-in of a kind, in the order of their names, those that cannot be used among them."""
    found = (load(kind, name) for name in names(kind))
    return tuple(each for each in found if each is not None)


def met(kind: Kind) -> tuple[Plugin, ...]:
    """Plug-ins of a kind that this process has imported or tried to, by name."""
    return tuple(each for (of, _), each in sorted(_met.items()) if of == kind)


def digests() -> list[list[str]]:
    """Kind, name, package and digest of every metric and loader that is installed; none of them is imported."""
    kinds: tuple[Kind, ...] = ("loader", "metric")
    said = [[kind, each.name, *_distribution(each)[:2], _digest(each)] for kind in kinds for each in installed(kind)]
    return said + [["metric", name, GIVEN, "", each.sha256] for name, each in sorted(_given.items())]


def lacking_parts(kind: Kind, made: Any) -> list[str]:
    """What something would have to have to be a plug-in of a kind, and has not."""
    return [part for part in _PARTS[kind] if not hasattr(made, part)]


def can_be_named(name: str) -> bool:
    """Whether a plug-in can be called so."""
    return _NAME.fullmatch(name) is not None and name not in _RESERVED


def unusable(plugin: Plugin, problem: str, detail: str = "") -> Plugin:
    """The same plug-in, of which something was found that keeps it from being used."""
    known = replace(plugin, problem=problem, detail=detail, made=None)
    _met[plugin.kind, plugin.name] = known
    return known


def _imported(kind: Kind, entry: EntryPoint) -> Plugin:
    plugin = Plugin(kind, entry.name, *_distribution(entry), _digest(entry))
    if not can_be_named(entry.name):
        return unusable(plugin, "its name is reserved, or is not of lower-case letters and digits")
    try:
        found = entry.load()
        made = found() if isinstance(found, type) else found
        lacking = lacking_parts(kind, made)
        own = getattr(made, "name", None)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a stranger's module does when it is imported
        return unusable(plugin, f"it could not be imported: {type(error).__name__}", f"{error}")
    if lacking:
        return unusable(plugin, f"it is no {kind}: it has no {', no '.join(lacking)}")
    if own != entry.name:
        return unusable(plugin, "it has another name than its entry point")
    return replace(plugin, made=made)


def _distribution(entry: EntryPoint) -> tuple[str, str, str]:
    """Name, version and licence of the distribution of an entry point."""
    if entry.dist is None:
        return "", "", ""
    about = entry.dist.metadata
    licence = next((about[name] for name in ("License-Expression", "License") if name in about), "")
    return entry.dist.name or "", entry.dist.version or "", str(licence).strip().partition("\n")[0][:100]


def _digest(entry: EntryPoint) -> str:
    """SHA-256 of version and code; of the version alone where the code is not in files."""
    code = ""
    try:
        found = importlib.util.find_spec(entry.module.partition(".")[0])
    except (ImportError, ValueError, AttributeError):
        found = None
    if found is not None and found.submodule_search_locations:
        code = " ".join(folder_digest(Path(each)) for each in sorted(found.submodule_search_locations))
    elif found is not None and found.origin and Path(found.origin).is_file():
        code = hashlib.sha256(Path(found.origin).read_bytes()).hexdigest()
    package, version, _ = _distribution(entry)
    return hashlib.sha256(f"{package} {version}\0{entry.value}\0{code}".encode()).hexdigest()
