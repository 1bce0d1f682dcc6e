"""What a link gives away: whose profile it leads to, keys and passwords, addresses, places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.text.checks.phone_numbers import is_international
from audit.text.identifier_addresses import is_public_ipv4, public_ipv6
from audit.text.identifier_folding import Folded
from audit.text.identifier_kinds import NUMBER
from audit.text.identifier_mail import is_mail

_NAME = r"[A-Za-z0-9_.-]{2,40}"
#: Where a name stands in the path of a platform's link. Before ``|``: words that stand in its place on this platform.
_PROFILES = {
    "twitter.com x.com": (
        r"/(?P<name>[A-Za-z0-9_]{1,15})(?![A-Za-z0-9_])",
        "i search hashtag home intent share explore settings login signup tos privacy about download jobs",
    ),
    "facebook.com fb.com": (
        r"/(?:profile\.php\?id=(?P<id>\d{5,20})|people/[^/]{1,80}/(?P<number>\d{5,20})|(?P<name>[A-Za-z0-9.]{5,50}))",
        "groups events watch sharer share pages marketplace photo photo.php story.php permalink.php sharer.php hashtag"
        " login help privacy policies plugins dialog gaming video videos reel reels media business profile.php people",
    ),
    "instagram.com": (
        r"/(?P<name>[A-Za-z0-9_.]{2,30})",
        "p reel reels tv stories explore accounts about legal direct",
    ),
    "tiktok.com": (rf"/@(?P<name>{_NAME})", ""),
    "threads.net threads.com": (rf"/@(?P<name>{_NAME})", ""),
    "reddit.com": (r"/u(?:ser)?/(?P<name>[A-Za-z0-9_-]{3,20})", "me"),
    "youtube.com": (rf"/(?:@(?P<name>{_NAME})|(?:c|user|channel)/(?P<id>{_NAME}))", ""),
    "linkedin.com": (r"/in/(?P<name>[A-Za-z0-9_%-]{3,100})", ""),
    "t.me telegram.me": (
        r"/(?P<name>[A-Za-z][A-Za-z0-9_]{4,31})(?![A-Za-z0-9_])",
        "joinchat addstickers share proxy socks iv",
    ),
    "github.com": (
        r"/(?P<name>[A-Za-z0-9][A-Za-z0-9-]{0,38})(?![A-Za-z0-9-])",
        "orgs topics features search about login settings marketplace pricing explore sponsors trending apps security",
    ),
    "bsky.app": (r"/profile/(?P<name>[A-Za-z0-9.:-]{3,253})", ""),
    "vk.com": (r"/(?P<name>[A-Za-z0-9_.]{3,32})", "feed search video photo wall away.php share.php app apps im"),
    "snapchat.com": (rf"/(?:add|@)/?(?P<name>{_NAME})", ""),
    "pinterest.com": (r"/(?P<name>[A-Za-z0-9_]{3,30})(?![A-Za-z0-9_])", "pin search explore ideas business today"),
    "twitch.tv": (r"/(?P<name>[A-Za-z0-9_]{4,25})(?![A-Za-z0-9_])", "directory videos search settings downloads jobs"),
    "medium.com": (rf"/@(?P<name>{_NAME})", ""),
    "linktr.ee": (rf"/(?P<name>{_NAME})", ""),
    "ko-fi.com patreon.com onlyfans.com": (rf"/(?P<name>{_NAME})", "posts c home explore search login signup"),
    "cash.app": (rf"/(?P<name>\${_NAME})", ""),
    "paypal.me": (rf"/(?P<name>{_NAME})", ""),
    "venmo.com": (rf"/(?:u/)?(?P<name>{_NAME})", "code account"),
    "tumblr.com": (rf"/(?:blog/)?(?P<name>{_NAME})", "tagged search explore dashboard register login"),
    "soundcloud.com": (rf"/(?P<name>{_NAME})", "discover search stream you charts upload"),
}
_PLATFORMS = {
    host: (re.compile(path), frozenset(reserved.split()))
    for hosts, (path, reserved) in _PROFILES.items()
    for host in hosts.split()
}
#: Hosts whose links are looked at: profiles, and numbers to write to.
HOSTS = (*_PLATFORMS, "wa.me", "whatsapp.com")
#: What may stand before a platform's host; other names there are services of it, such as that for pictures.
_FRONTS = re.compile(r"(?:(?:www|m|mobile|mbasic|old|new|np|web|[a-z]{2}(?:-[a-z]{2})?)\.)?")
_ON_ANY_HOST = re.compile(r"/@(?P<name>[A-Za-z0-9_]{1,30})(?![A-Za-z0-9_.,-])(?:/\d{6,25})?/?")
_LINK = re.compile(
    r"(?:\w{0,64}://)?(?:(?P<user>[^/?#@\s]{1,256})@)?(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::\d{1,5})?"
)
_PARAMETER = re.compile(r"[?&#;]([A-Za-z0-9_.-]{1,40})=([^&#;]{1,4096})")
_KEYS = frozenset(
    [
        "token",
        "access_token",
        "accesstoken",
        "auth",
        "auth_token",
        "authtoken",
        "authorization",
        "key",
        "api_key",
        "apikey",
        "api-key",
        "sig",
        "signature",
        "password",
        "passwd",
        "pwd",
        "pass",
        "secret",
        "client_secret",
        "session",
        "sessionid",
        "session_id",
        "sid",
        "phpsessid",
        "jsessionid",
        "jwt",
        "refresh_token",
        "id_token",
        "x-amz-signature",
        "x-amz-security-token",
        "x-amz-credential",
        "x-goog-signature",
        "awsaccesskeyid",
        "private_key",
        "bearer",
    ]
)
_PASSWORDS = frozenset(("password", "passwd", "pwd", "pass", "secret", "client_secret"))
_SECRET = re.compile(r"[A-Za-z0-9_.~%+/=!$*@-]{6,4096}")
_MAIL = re.compile(r"([A-Za-z0-9_.+-]{1,64})(?:@|%40)((?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24})(?![A-Za-z0-9-])")
_PLACE = re.compile(
    # A parameter that names the middle of a map or an end of a way; others hold its extent.
    r"(?:@|/|[?&;](?:ll|sll|cbll|q|query|center|cp|loc|daddr|saddr|destination|origin)=)"
    r"(-?\d{1,2}\.\d{3,17})(?:,|%2C)[+ ]?(-?\d{1,3}\.\d{3,17})",
    re.IGNORECASE,
)
_WRITE_TO = re.compile(r"(?:wa\.me/|[?&]phone=)(?:\+|%2B)?(\d{7,15})(?!\d)", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\"*_~"


def find_in_link(folded: Folded) -> Iterator[tuple[int, int, int, bool]]:
    """What a link holds.

    Yields
    ------
    (int, int, int, bool)
        Start and end in ``folded.text``, kind, and whether it keeps all rules of the kind.
    """
    text, end = folded.text, folded.end
    while end > folded.start and text[end - 1] in _TRAILING:
        end -= 1
    match = _LINK.match(text, folded.start, end)
    if match is None:
        return
    yield from _host(match)
    path = match.end()
    profile = _profile(text, match["host"].lower(), path, end)
    if profile is not None:
        yield folded.start, profile, NUMBER["profile_link"], True
    for parameter in _PARAMETER.finditer(text, path, end):
        name, value = parameter[1].lower(), parameter[2]
        if name in _KEYS and _SECRET.fullmatch(value):
            # Of a document at Google the key is its name; a sid is a survey's as often as a session's.
            of_document = name == "sid" or (name == "key" and match["host"].lower().endswith(".google.com"))
            validated = not of_document and _is_secret(name, value)
            yield parameter.start(2), parameter.end(2), NUMBER["secret_in_link"], validated
    for mail in _MAIL.finditer(text, path, end):
        yield mail.start(), mail.end(), NUMBER["email"], is_mail(mail[1], mail[2].split("."))
    for place in _PLACE.finditer(text, path, end):
        if abs(float(place[1])) <= 90 and abs(float(place[2])) <= 180:
            yield place.start(1), place.end(2), NUMBER["coordinates"], True
    if "wa.me" in match["host"].lower() or "whatsapp.com" in match["host"].lower():
        for number in _WRITE_TO.finditer(text, folded.start, end):
            yield number.start(1), number.end(1), NUMBER["phone"], is_international(number[1])


def _host(match: re.Match[str]) -> Iterator[tuple[int, int, int, bool]]:
    user, host = match["user"], match["host"]
    if user and ":" in user and not user.endswith(":"):
        yield match.start("user"), match.end("user"), NUMBER["secret_in_link"], True
    if host[0] == "[":
        validated = public_ipv6(host[1:-1])
        if validated is not None:
            yield match.start("host") + 1, match.end("host") - 1, NUMBER["ipv6"], validated
    elif host.count(".") == 3 and host.replace(".", "").isdigit():
        yield match.start("host"), match.end("host"), NUMBER["ipv4"], is_public_ipv4(host)


def _profile(text: str, host: str, path: int, end: int) -> int | None:
    """Where the part of a link ends that names a profile."""
    name = ".".join(host.split(".")[-2:])
    platform = _PLATFORMS.get(name) if _FRONTS.fullmatch(host.removesuffix(name)) else None
    if platform is None and name in _PLATFORMS:
        return None
    if platform is None:
        other = _ON_ANY_HOST.fullmatch(text, path, end)
        return other.end("name") if other is not None and "." in host else None
    pattern, reserved = platform
    found = pattern.match(text, path, end)
    if found is None:
        return None
    group = found.lastgroup or "name"
    name = found[group]
    stop = found.end(group) - (len(name) - len(name.rstrip(".-")))
    return None if name.lower() in reserved or not name.strip(".-_$") else stop


def _is_secret(name: str, value: str) -> bool:
    """Whether a value is long and mixed enough to be a key; a password may be shorter."""
    if name in _PASSWORDS:
        return True
    return len(value) >= 12 and any(each.isdigit() for each in value) and any(each.isalpha() for each in value)
