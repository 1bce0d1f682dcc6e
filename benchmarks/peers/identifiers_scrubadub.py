"""scrubadub: its detectors of patterns."""

from __future__ import annotations

from .identifiers import JOB, Span, compare, finder
from .peer import Peer, Work

KINDS = {
    "email": "email",
    "phone": "phone",
    "credit_card": "payment_card",
    "twitter": "handle",
    "social_security_number": "us_ssn",
}

PEER = Peer(
    name="scrubadub",
    package="scrubadub",
    job=JOB,
    ours="identifiers",
    posts=200_000,
    installs=(("scrubadub",),),
    compare=compare,
)


def start() -> Work:
    """Its scrubber, as it is made by default."""
    import scrubadub

    scrubber = scrubadub.Scrubber(locale="en_US")

    def find(text: str) -> list[Span]:
        return [(each.beg, each.end, KINDS[each.type]) for each in scrubber.iter_filth(text) if each.type in KINDS]

    return finder(find, KINDS.values())
