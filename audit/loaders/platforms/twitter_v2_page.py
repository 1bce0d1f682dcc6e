"""What the posts of one page of the Twitter API v2 refer to: authors, places and other posts, by id.

A flattened post (``twarc2 flatten``) holds all this in place; both are looked up the same way.
"""

from __future__ import annotations

from typing import Any

from audit.loaders.guessing.values import identifier, listing, mapping, objects, word


def post_id(post: dict[str, Any]) -> str | None:
    """Id of a post's first version: each edit gets an id of its own, and versions of one post are one post."""
    own = identifier(post.get("id"))
    history = [found for each in listing(post.get("edit_history_tweet_ids")) if (found := identifier(each))]
    return history[0] if own in history else own


def _by_id(values: Any) -> dict[str, dict[str, Any]]:
    return {found: each for each in objects(values) if (found := identifier(each.get("id")))}


class Includes:
    """The ``includes`` of a page.

    Parameters
    ----------
    includes : dict
        ``users``, ``tweets`` and ``places``, any of which may be missing.
    """

    def __init__(self, includes: dict[str, Any]) -> None:
        self._users = _by_id(includes.get("users"))
        self._posts = _by_id(includes.get("tweets"))
        self._places = _by_id(includes.get("places"))
        self._handles = {
            handle.lower(): found for found, each in self._users.items() if (handle := word(each.get("username")))
        }

    def author(self, post: dict[str, Any]) -> dict[str, Any]:
        """User object of a post's author; empty where the page has none."""
        return mapping(post.get("author")) or self._users.get(identifier(post.get("author_id")) or "", {})

    def account(self, handle: str) -> str | None:
        """Id of the account with this handle, in lower case."""
        return self._handles.get(handle)

    def references(self, post: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """The posts that a post refers to, by ``retweeted``, ``replied_to`` and ``quoted``."""
        found = objects(post.get("referenced_tweets"))
        return {each["type"]: each for each in reversed(found) if isinstance(each.get("type"), str)}

    def post(self, reference: dict[str, Any]) -> dict[str, Any]:
        """The post referred to, where the page or the reference itself holds it; else empty."""
        if isinstance(reference.get("text"), str):
            return reference
        found = self._posts.get(identifier(reference.get("id")) or "", {})
        return found if isinstance(found.get("text"), str) else {}

    def resolved(self, reference: str | None, post: dict[str, Any] | None = None) -> str | None:
        """Id of the first version of the post referred to, where its history is known; else the id as it stands."""
        if reference is None:
            return None
        if post is not None and reference == identifier(post.get("id")):
            return post_id(post)
        return post_id(self._posts[reference]) if reference in self._posts else reference

    def place(self, post: dict[str, Any]) -> dict[str, Any]:
        """The place a post is tagged with; empty for a bare coordinate."""
        geo = mapping(post.get("geo"))
        return self._places.get(identifier(geo.get("place_id")) or "") or mapping(geo.get("place")) or geo
