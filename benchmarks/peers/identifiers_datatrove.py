"""datatrove's formatter of e-mail and IP addresses; those of documentation count, as they do for us."""

from __future__ import annotations

from .identifiers import JOB, Span, compare, finder
from .peer import Peer, Work

PEER = Peer(
    name="datatrove",
    package="datatrove",
    job=JOB,
    ours="identifiers",
    posts=200_000,
    installs=(("datatrove[io,processing]",),),
    compare=compare,
    how="`PIIFormatter`",
)


def start() -> Work:
    """Its formatter."""
    from datatrove.pipeline.formatters import PIIFormatter

    formatter = PIIFormatter(only_remove_public_ips=False)
    replacers = ((formatter.emails_replacer, "email"), (formatter.ip_replacer, "ipv4"))

    def find(text: str) -> list[Span]:
        return [
            (*each.span(), kind)
            for replacer, kind in replacers
            for each in replacer.regex.finditer(text)
            if replacer.validator is None or replacer.validator(each[0])
        ]

    return finder(find, ["email", "ipv4"])
