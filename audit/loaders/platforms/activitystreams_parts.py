"""Properties of ActivityStreams 2, each of which may be a string, an object, or an array of both."""

from __future__ import annotations

from typing import Any

from audit.loaders.guessing.values import distinct, iso_time, mapping, objects, word
from audit.loaders.platforms.fediverse import biography, profile
from audit.loaders.platforms.twitter_common import language

# https://www.w3.org/TR/activitypub/#public-addressing names all three.
_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})

# FEP-044f and what came before it.
_QUOTES = ("quote", "quoteUrl", "quoteUri", "_misskey_quote")
_DOCUMENT = ("application/activity+json", "application/ld+json")


def many(value: Any) -> list[Any]:
    """The values of a property: none, one or many."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def type_of(record: Any) -> str | None:
    """Type of an object; the first where there are several."""
    found = record.get("type") if isinstance(record, dict) else None
    if not isinstance(found, str):
        found = next((each for each in many(found) if isinstance(each, str)), None)
    return found.removeprefix("as:") if found else None


def addresses(value: Any) -> list[str]:
    """Addresses that a property refers to, whether given alone or within objects."""
    found = []
    for each in many(value):
        inner = mapping(each)
        link = word(each) or word(inner.get("id")) or word(inner.get("href"))
        link = link or next((word(url) or word(mapping(url).get("href")) for url in many(inner.get("url"))), None)
        if link:
            found.append(link)
    return distinct(found)


def first_address(value: Any) -> str | None:
    """The first address that a property refers to; of several authors the first that is a person."""
    if value is None or isinstance(value, str):  # nearly always
        return word(value)
    people = [each for each in many(value) if type_of(each) == "Person"]
    return next(iter(addresses(people) or addresses(value)), None)


def language_and_text(record: dict[str, Any], field: str) -> tuple[str | None, str | None]:
    """A text and its language: ``contentMap`` holds ``content`` once more under its language, or several translations.

    Returns
    -------
    language : str or None
    text : str or None
    """
    plain = record[field] if isinstance(record.get(field), str) else None
    if f"{field}Map" not in record:
        return None, plain
    written = {code: text for code, text in mapping(record.get(f"{field}Map")).items() if isinstance(text, str)}
    code = next((each for each, text in written.items() if text == plain), next(iter(written), None))
    return language(code), plain if plain is not None else written.get(code or "")


def is_public(record: dict[str, Any]) -> bool:
    """Whether a record is addressed to everyone, or does not say to whom."""
    named = [each for field in ("to", "cc") for each in addresses(record.get(field))]
    return not named or not _PUBLIC.isdisjoint(named)


def quoted_address(record: dict[str, Any]) -> str | None:
    """Address of the post that this one quotes."""
    for field in _QUOTES:
        found = first_address(record.get(field))
        if found:
            return found
    # FEP-e232: a link in the tags to another document of this kind.
    for each in objects(many(record.get("tag"))):
        if type_of(each) == "Link" and (word(each.get("mediaType")) or "").startswith(_DOCUMENT):
            return word(each.get("href"))
    return None


def tags(record: dict[str, Any]) -> dict[str, list[str]]:
    """Hashtags without the ``#``, and the accounts named, by their address where it is given."""
    hashtags, mentions = [], []
    for each in objects(many(record.get("tag"))):
        kind, name = type_of(each), word(each.get("name"))
        if kind in ("Hashtag", "Tag") and name and name.lstrip("#"):
            hashtags.append(name.lstrip("#"))
        elif kind == "Mention" and (account := word(each.get("href")) or name):
            mentions.append(account)
    return {"hashtags": distinct(hashtags), "mentions": distinct(mentions)}


def linked(record: dict[str, Any]) -> list[str]:
    """Links beside the text: tags without a type, and attached pages."""
    found = [each.get("url") for each in objects(many(record.get("tag"))) if type_of(each) is None]
    found += [each.get("href") for each in objects(many(record.get("attachment"))) if type_of(each) == "Link"]
    return [link for each in found if (link := word(each)) and link.startswith(("http://", "https://"))]


def actor_attributes(actor: Any) -> dict[str, str]:
    """What an account states of itself, where the record holds the account and not its address alone."""
    found = next((each for each in many(actor) if isinstance(each, dict)), {})
    made = iso_time(found.get("published"))
    locked = found.get("manuallyApprovesFollowers")
    kind = {"Service": "automated", "Application": "automated", "Group": "group", "Organization": "organization"}
    stated = {
        "bio": biography(found.get("summary")),
        "account kind": kind.get(type_of(found) or ""),
        "locked": ("yes" if locked else "no") if isinstance(locked, bool) else None,
        "account_created": str(made.year) if made else None,
    }
    fields = [
        (each.get("name"), each.get("value"))
        for each in objects(many(found.get("attachment")))
        if type_of(each) == "PropertyValue"
    ]
    return {**profile(fields), **{name: value for name, value in stated.items() if value}}
