"""Internet and hardware addresses, written by themselves or in a link."""

from __future__ import annotations

import ipaddress

#: IANA's registry of special-purpose addresses (RFC 6890), without the three blocks for documentation (RFC 5737), which
#: are of no use to anybody but are no other than public ones to whoever reads a post; and multicast and beyond.
_SPECIAL = tuple(
    ipaddress.IPv4Network(each)
    for each in [
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/3",
    ]
)
_GLOBAL = ipaddress.IPv6Network("2000::/3")
#: Versions are made of small numbers; an address all of whose parts are below this is rare.
_SMALL = 20


def is_public_ipv4(text: str) -> bool:
    """Whether four decimal parts are an address of the public internet; leading zeros are none (RFC 6943, 3.1.1)."""
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return not any(address in network for network in _SPECIAL)


def looks_like_version(text: str) -> bool:
    """Whether all four parts are small, as in the version of a program."""
    return all(int(part) < _SMALL for part in text.split("."))


def public_ipv6(text: str) -> bool | None:
    """Whether this is a global unicast address (RFC 4291, 2000::/3); None if it is no address.

    The module's own ``is_global`` is not used: what it says changed between releases of Python.
    """
    try:
        return ipaddress.IPv6Address(text) in _GLOBAL
    except ValueError:
        return None


def is_unicast_mac(pairs: str) -> bool:
    """Whether twelve hexadecimal digits are the address of one device: unicast, given out, not all alike (IEEE 802)."""
    first = int(pairs[:2], 16)
    return first & 1 == 0 and len(set(pairs)) > 2
