"""Parts of Bluesky's records: addresses, facets, embeds, labels, what accounts state."""

from __future__ import annotations

from typing import Any

from audit.loaders.guessing.values import count, distinct, iso_time, listing, mapping, objects, word
from audit.loaders.platforms.twitter_common import followers_band

#: Collection of posts.
POST = "app.bsky.feed.post"

# https://github.com/bluesky-social/atproto/tree/main/lexicons
_KINDS = {
    "app.bsky.feed.like": "like",
    # Names the post that is repeated by its address alone: it has no words, and nothing else of a post but its time.
    "app.bsky.feed.repost": "repost without text",
    "app.bsky.feed.generator": "feed generator",
    "app.bsky.feed.threadgate": "rule for answers",
    "app.bsky.feed.postgate": "rule for quotes",
    "app.bsky.graph.follow": "follow",
    "app.bsky.graph.block": "block",
    "app.bsky.graph.list": "list object",
    "app.bsky.graph.listitem": "list entry",
    "app.bsky.graph.listblock": "block",
    "app.bsky.graph.starterpack": "starter pack",
    "app.bsky.graph.verification": "verification",
    "app.bsky.actor.profile": "account",
    "app.bsky.actor.status": "account status",
    "app.bsky.labeler.service": "labelling service",
    "app.bsky.notification.declaration": "notification setting",
    "chat.bsky.actor.declaration": "chat setting",
}


def kind_of_record(collection: str) -> str:
    """A collection in plain words."""
    return _KINDS.get(collection.partition("#")[0], "record of another collection")


def _parts(uri: str | None) -> list[str]:
    return uri.removeprefix("at://").split("/") if uri and uri.startswith("at://") else []


def repository_of(uri: str | None) -> str | None:
    """The account of an address."""
    parts = _parts(uri)
    return parts[0] or None if parts else None


def collection_of(uri: str | None) -> str | None:
    """The collection of an address."""
    parts = _parts(uri)
    return parts[1] if len(parts) > 2 else None


def facets(record: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """Hashtags, accounts and links that a post marks in its text or adds to it."""
    hashtags, mentions, links = [], [], []
    for feature in (each for facet in objects(record.get("facets")) for each in objects(facet.get("features"))):
        hashtags.append(word(feature.get("tag")))
        mentions.append(word(feature.get("did")))
        links.append(word(feature.get("uri")))
    hashtags += [word(each) for each in listing(record.get("tags"))]
    embed = mapping(record.get("embed"))
    # A link card, alone or beside a quote.
    links += [word(mapping(each.get("external")).get("uri")) for each in (embed, mapping(embed.get("media")))]
    tags = [each.removeprefix("#") for each in hashtags if each]
    return distinct(tags), distinct([each for each in mentions if each]), distinct([each for each in links if each])


def quoted(embed: Any) -> str | None:
    """Address of the post that an embed quotes; embedded lists and feeds are no quotes."""
    reference = mapping(mapping(embed).get("record"))
    # With pictures beside it, the reference is one level deeper.
    uri = word(reference.get("uri")) or word(mapping(reference.get("record")).get("uri"))
    return uri if collection_of(uri) == POST else None


def labels(record: dict[str, Any], view: dict[str, Any], account: str | None) -> dict[str, str]:
    """Content warnings by the author, labels by others, and whether the platform took the post down (``takedown``)."""
    own = [word(each.get("val")) for each in objects(mapping(record.get("labels")).get("values"))]
    others: list[str] = []
    for each in objects(view.get("labels")):
        value = word(each.get("val"))
        if value and each.get("neg") is not True:
            (own if account and word(each.get("src")) == account else others).append(value)
    found = {
        "self label": ", ".join(distinct([each for each in own if each])),
        "platform label": ", ".join(distinct([each for each in others if each and not each.startswith("!")])),
        "takedown": "yes" if "!takedown" in others else "",
    }
    return {name: value for name, value in found.items() if value}


def author_attributes(author: dict[str, Any]) -> dict[str, str]:
    """What an account states of itself, and what the platform states of it."""
    account = word(author.get("did"))
    own = {word(each.get("val")) for each in objects(author.get("labels")) if word(each.get("src")) == account}
    followers = count(author.get("followersCount"))
    made = iso_time(author.get("createdAt"))
    checked = word(mapping(author.get("verification")).get("verifiedStatus"))
    stated = {
        "pronouns": word(author.get("pronouns")),
        "bio": word(author.get("description")),
        # https://docs.bsky.app/docs/starter-templates/bots asks such accounts to label themselves.
        "account kind": "automated" if account and "bot" in own else None,
        "verified": ("yes" if checked == "valid" else "no") if checked else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
        "account_created": str(made.year) if made else None,
    }
    return {name: value for name, value in stated.items() if value}
