"""What a gate lets pass: the model of ``[gate]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field, field_validator

from audit.plan.groups import Section


class Gate(Section):
    """Findings and changes that are known and accepted, each with the reason why.

    They trip no gate, are printed with their reasons in every output, and change no figure.
    """

    accept: dict[str, str] = Field(
        default_factory=dict, description="id of a finding or of a change -> why it is accepted"
    )

    @field_validator("accept", mode="before")
    @classmethod
    def _with_reasons(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            raise ValueError('each id needs a reason: accept = {"representation.gender.women" = "..."}')  # noqa: TRY004
        accepted = dict(_flat(given))
        for identifier, reason in accepted.items():
            if not isinstance(reason, str) or not reason.strip():
                raise ValueError(f"{identifier!r} is accepted without a reason; say why.")
        return accepted


def _flat(given: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Dotted ids, also where TOML took their dots for tables."""
    for key, value in given.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _flat(value, f"{name}.")
        else:
            yield name, value
