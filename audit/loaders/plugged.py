"""Loaders of plug-ins: asked once no loader that ships recognises a source, or by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.errors import PlanError
from audit.loaders.base import RecordLoader, Reject, Row, Skip
from audit.plugins import Plugin
from audit.plugins import entry_points as plugins


@dataclass
class PluggedLoader:
    """A loader that a plug-in brings. A record on which it fails is a reject, whatever the error."""

    plugin: Plugin
    name: str
    title: str
    command: str
    example: str

    @classmethod
    def of(cls, plugin: Plugin) -> PluggedLoader:
        """The loader of a plug-in that can be used."""
        made = plugin.made
        return cls(plugin, plugin.name, str(made.title), str(made.command), str(made.example))

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether it takes these records for its own; if it fails, it does not."""
        try:
            return bool(self.plugin.made.recognises(head))
        except Exception:  # noqa: BLE001 - a stranger's code on another stranger's records
            return False

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The posts of a record.

        Raises
        ------
        ValueError
            The plug-in failed: which error it was, and none of its words.
        """
        try:
            for each in self.plugin.made.rows(record):
                yield (
                    each if isinstance(each, Skip | Reject | Mapping) else Reject("bad_type", "the loader gave no post")
                )
        except Exception as error:  # noqa: BLE001 - as above
            raise ValueError(type(error).__name__) from None


def plugged_loader(name: str) -> RecordLoader | None:
    """The loader of a plug-in, by name; None if no plug-in has it.

    Raises
    ------
    PlanError
        It cannot be used.
    """
    plugin = plugins.load("loader", name)
    if plugin is None:
        return None
    if plugin.problem:
        raise PlanError(
            f"The loader {name!r} of {plugin.origin} cannot be used: {plugin.problem}.",
            hint="postaudit list plugins tells what Python said of it.",
        )
    return PluggedLoader.of(plugin)


def plugged_loaders() -> tuple[RecordLoader, ...]:
    """Those of plug-ins that can be used, by name; the others are left out, and told of in the facts of the run."""
    return tuple(PluggedLoader.of(each) for each in plugins.load_all("loader") if not each.problem)
