"""What a gate says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tripped:
    """Something beyond the gate.

    Attributes
    ----------
    id : str
        Of the finding or of the change.
    gate : str
        What it tripped: ``high``, ``medium``, ``low``, ``appeared``, ``moved`` or ``lost``.
    title : str
        The claim, or the change with its interval.
    """

    id: str
    gate: str
    title: str


@dataclass(frozen=True)
class Accepted:
    """Something that the plan accepts.

    Attributes
    ----------
    id, reason : str
        As the plan has them.
    kept : tuple of str
        What it would have tripped; empty if nothing.
    gone : bool
        Whether nothing of this id is shown or moved any more, so that it could leave the plan.
    """

    id: str
    reason: str
    kept: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True)
class Verdict:
    """What a gate says of an audit and, if there is one, of its comparison with an earlier one.

    Attributes
    ----------
    asked : tuple of str
        What trips it; without any it lets everything pass.
    tripped : tuple of Tripped
    accepted : tuple of Accepted
        Everything that the plan accepts.
    unjudged : str
        Why what changed cannot be judged; what was not judged passes no gate.
    """

    asked: tuple[str, ...] = ()
    tripped: tuple[Tripped, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    unjudged: str = ""

    @property
    def code(self) -> int:
        """The exit code: 2 outranks 1, for an audit that was not finished passes no gate."""
        return 2 if self.unjudged else 1 if self.tripped else 0

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why each accepted id is accepted."""
        return {each.id: each.reason for each in self.accepted}

    @property
    def beyond(self) -> Mapping[str, tuple[str, ...]]:
        """What each id tripped."""
        found: dict[str, tuple[str, ...]] = {}
        for each in self.tripped:
            found[each.id] = (*found.get(each.id, ()), each.gate)
        return found


@dataclass
class Hits:
    """What trips a gate, sorted by whether it is accepted."""

    accepted: Mapping[str, str]
    tripped: list[Tripped] = field(default_factory=list)
    kept: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, identifier: str, gate: str, title: str) -> None:
        """Note one."""
        if identifier in self.accepted:
            self.kept[identifier] = (*self.kept.get(identifier, ()), gate)
        else:
            self.tripped.append(Tripped(identifier, gate, title))
