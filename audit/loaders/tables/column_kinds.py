"""What a column holds that may state something of authors: numbers, dates or words. For a starter plan, which asks."""

from __future__ import annotations

import re
from typing import Literal

from audit.loaders.guessing.evidence import Evidence
from audit.loaders.guessing.names import words_of
from audit.loaders.guessing.timestamps import moment

Kind = Literal["number", "date", "words", ""]

#: Different values from which on a person would not list them all.
_MANY = 20
#: Records of a platform that are looked at.
_HEAD = 500
_EARLIEST = -5_364_662_400_000_000  # 1800-01-01
_YEAR = re.compile(r"(?:18|19|20)\d\d")

#: Words in names of columns that say what an author is, whose the rest is, and what tells one from all others.
_SAYING = frozenset(
    {
        "followers",
        "friends",
        "following",
        "born",
        "birth",
        "birthday",
        "birthdate",
        "dob",
        "age",
        "joined",
        "registered",
        "location",
        "hometown",
        "city",
    }
    | {"bio", "description", "timezone", "occupation", "job"}
)
_ABOUT = _SAYING | {"user", "author", "account", "profile", "actor", "owner", "creator", "poster"}
_TELLING = frozenset(
    {
        "id",
        "ids",
        "url",
        "urls",
        "link",
        "links",
        "name",
        "handle",
        "avatar",
        "image",
        "banner",
        "color",
        "colour",
        "html",
    }
    | {"picture", "username", "fullname", "displayname", "str", "idstr", "uri", "key", "hash", "email", "did", "acct"}
    | {"background", "sidebar", "text", "tile", "confidence"}
)
#: What stands in a record of somebody else than its author.
_OF_OTHERS = frozenset(
    {
        "quoted",
        "quote",
        "retweeted",
        "reposted",
        "reblog",
        "reply",
        "replied",
        "mention",
        "mentions",
        "entities",
        "parent",
    }
    | {"embed", "in", "to", "contributors", "target", "viewer"}
)


def kind_of(evidence: Evidence) -> Kind:
    """What most of the values of a column are; "" where they are few and could be listed."""
    if not evidence.count or evidence.is_flag:
        return ""
    if evidence.mostly(lambda text: _YEAR.fullmatch(text.strip()) or moment(text, earliest=_EARLIEST) is not None):
        return "date"
    if evidence.mostly(evidence.is_number):
        return "number" if evidence.distinct > 4 else ""
    return "words" if evidence.distinct >= _MANY else ""


def is_about_author(name: str) -> bool:
    """Whether a column or field is about an author by its name, and does not tell who it is."""
    words = set(words_of(name))
    if words & (_TELLING | _OF_OTHERS):
        return False
    return bool(words & _SAYING) or (bool(words & _ABOUT) and len(words) > 1)
