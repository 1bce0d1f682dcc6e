"""One post of X's web client, said in the words of the API v1.1 from which its ``legacy`` part came."""

from __future__ import annotations

from typing import Any

from audit.loaders.base import Reject
from audit.loaders.guessing.values import count, identifier, listing, mapping, objects, word
from audit.loaders.platforms.twitter_status import post_of


def unwrapped(result: dict[str, Any]) -> dict[str, Any]:
    """The post inside what says who may see or answer it (``TweetWithVisibilityResults``)."""
    inner = result.get("tweet")
    return inner if isinstance(inner, dict) and "legacy" not in result else result


def web_post(result: dict[str, Any]) -> dict[str, Any] | Reject:
    """The post of a ``tweet_results.result``.

    Parameters
    ----------
    result : dict

    Returns
    -------
    dict or Reject
    """
    result = unwrapped(result)
    legacy = mapping(result.get("legacy"))
    repeated = _result(legacy.get("retweeted_status_result")) or _result(result.get("retweeted_status_result"))
    status = _status(result)
    if repeated:
        status["retweeted_status"] = _status(repeated)
    row = post_of(status)
    if isinstance(row, Reject):
        return row
    row["conversation_id"] = identifier(legacy.get("conversation_id_str"))
    community = mapping(mapping(result.get("community_results")).get("result"))
    row["community"] = identifier(community.get("id_str")) or identifier(community.get("rest_id"))
    if not repeated:
        row["views"] = count(mapping(result.get("views")).get("count"))
    return row


def _result(slot: Any) -> dict[str, Any]:
    return unwrapped(mapping(mapping(slot).get("result")))


def _status(result: dict[str, Any]) -> dict[str, Any]:
    legacy = mapping(result.get("legacy"))
    quoted = _result(result.get("quoted_status_result")) or _result(legacy.get("quoted_status_result"))
    status: dict[str, Any] = {
        **legacy,
        "id_str": identifier(result.get("rest_id")) or identifier(legacy.get("id_str")),
        "user": _user(_author(result), legacy),
        "edit_history": _versions(mapping(result.get("edit_control"))),
        "quoted_status": {"id_str": identifier(quoted.get("rest_id"))},
    }
    status.pop("retweeted_status", None)
    note = mapping(mapping(mapping(result.get("note_tweet")).get("note_tweet_results")).get("result"))
    if isinstance(note.get("text"), str):
        own, entities = mapping(legacy.get("entities")), mapping(note.get("entity_set"))
        # Notes name only what the API found in them; the links of old ones stand with the cut text alone.
        longest = {
            name: objects(entities.get(name)) or objects(own.get(name))
            for name in ("hashtags", "urls", "user_mentions")
        }
        status["extended_tweet"] = {"full_text": note["text"], "entities": longest}
    return status


def _author(result: dict[str, Any]) -> dict[str, Any]:
    """The user object; until 2023 search results kept it beside the post, in the words of the API v1.1."""
    found = mapping(mapping(mapping(result.get("core")).get("user_results")).get("result"))
    beside = mapping(result.get("user"))
    return found or {"rest_id": beside.get("id_str"), "legacy": beside}


def _user(user: dict[str, Any], legacy: dict[str, Any]) -> dict[str, Any]:
    """The author; since 2025 what had been in the user's ``legacy`` stands in ``core``, ``location``, ``verification``."""
    old, core = mapping(user.get("legacy")), mapping(user.get("core"))
    location = user.get("location")
    # X sold the old mark from 2022 on; "verified" is the one that X itself gives.
    verified = mapping(user.get("verification")).get("verified")
    return {
        "id_str": identifier(user.get("rest_id")) or identifier(legacy.get("user_id_str")),
        "screen_name": word(core.get("screen_name")) or word(old.get("screen_name")),
        "location": word(mapping(location).get("location")) or word(location) or word(old.get("location")),
        "followers_count": old.get("followers_count", mapping(user.get("relationship_counts")).get("followers")),
        "verified": old.get("verified") if verified is None else verified,
        "created_at": word(core.get("created_at")) or word(old.get("created_at")),
    }


def _versions(control: dict[str, Any]) -> dict[str, Any]:
    """The history of a post in the words of the API."""
    versions = listing(control.get("edit_tweet_ids"))
    versions = versions or listing(mapping(control.get("edit_control_initial")).get("edit_tweet_ids"))
    first = control.get("initial_tweet_id") or (versions[0] if versions else None)
    return {"initial_tweet_id": first, "edit_tweet_ids": versions} if versions or first else {}
