"""Links in a text, and what is left of one."""

from __future__ import annotations

import ipaddress
import re

from audit.redaction.settings import Links

#: What a link may go on with: all but blanks, brackets that are put around links, and full stops of other scripts.
_LINK = re.compile(
    r"(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.)[^\s<>\"'\u3000-\u3002\uff01\uff08\uff09\uff0c\uff1b\uff1f]+"
)
_HOST = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://)?(?:[^/?#@]*@)?([A-Za-z0-9.-]+)")
_TRAILING = ".,;:!?)]}*_~…"
DROPPED = "[link]"


def find_links(text: str) -> list[tuple[int, int]]:
    """First octet of each link of a text, and the one after its last; in order.

    Examples
    --------
    >>> find_links("see https://example.org/a?b=1, or not")
    [(4, 29)]
    """
    found = []
    for match in _LINK.finditer(text):
        link = match[0].rstrip(_TRAILING)
        start = len(text[: match.start()].encode())
        found.append((start, start + len(link.encode())))
    return found


def shortened(link: str, how: Links) -> str:
    """What is left of a link: all of it, its host, or the word that there was one.

    Examples
    --------
    >>> shortened("https://jo:pw@Example.org:80/a?b=1", "domain")
    'https://example.org'
    >>> shortened("http://192.0.2.7/x", "domain")
    '[link]'
    """
    if how == "keep":
        return link
    match = _HOST.match(link)
    host = match[1].strip(".").lower() if match else ""
    if how == "drop" or "." not in host or _is_address(host):
        return DROPPED
    return f"https://{host}"


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
