"""Instagram: the export that users get, the Graph API, and what Instaloader saves.

References
----------
https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
https://instaloader.github.io/as-module.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip
from audit.loaders.platforms import instagram_api as api
from audit.loaders.platforms import instagram_export as export


class Instagram:
    """Loader of Instagram posts, stories, reels and comments."""

    name = "instagram"
    title = "Instagram exports (posts_1.json, reels.json, post_comments_1.json), Graph API, Instaloader"
    command = "postaudit run posts_1.json"
    example = (
        '{"media": [{"uri": "media/posts/201508/1_n_17842195333034497.jpg", "creation_timestamp": 1440426371, '
        '"title": "Good morning"}]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a record of an export, of the API or of Instaloader among the first records."""
        return any(
            isinstance(each, dict) and (export.is_ours(each) or api.is_ours(each))
            for record in head
            for each in (record[:5] if isinstance(record, list) else (record,))
        )

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a file of an export, a page of the API, one record of these, or an array of them."""
        for each in record if isinstance(record, list) else (record,):
            if not isinstance(each, dict):
                yield Reject("bad_type", f"expected a post or a comment, found {type(each).__name__}")
            elif api.is_ours(each):
                yield from api.rows(each)
            else:
                yield from export.rows(each)
