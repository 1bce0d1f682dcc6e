"""What was noted while the posts were read (times without a zone, broken characters), in words and with counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from audit.finding import Findings
from audit.report.catalogue import Catalogue
from audit.report.visible import clipped
from audit.wording import count


def loading_notes(findings: Findings, say: Catalogue) -> tuple[str, ...]:
    """A sentence for each kind of warning of the ledgers, over all sources, in the order of their names.

    Parameters
    ----------
    findings : Findings
    say : Catalogue
        The fixed words. A kind that they do not have, of a loader that does not ship, is named as it stands.

    Returns
    -------
    tuple of str
        Such as ``"times of posting that name no time zone, taken for UTC: 12."``; the first letter is a capital.
    """
    noted: Counter[str] = Counter()
    for source in findings.dataset.get("sources") or ():
        warnings = source.get("warnings") if isinstance(source, Mapping) else None
        for kind, n in warnings.items() if isinstance(warnings, Mapping) else ():
            noted[str(kind)] += n if isinstance(n, int) else 0
    return tuple(_sentence(kind, n, say) for kind, n in sorted(noted.items()) if n)


def _sentence(kind: str, n: int, say: Catalogue) -> str:
    name = f"loading.{kind}"
    said = say(name) if name in say.messages else clipped(kind.replace("_", " "), 80)
    return f"{said[:1].upper()}{said[1:]}: {count(n)}."
