"""Long posts of a user's archive: cut in ``tweets.js``, whole in ``note-tweet.js``, with no id in common.

X calls the long form of a post a note. A note is found by its beginning: the cut post is the note's first 280 characters,
with an ellipsis, perhaps with the accounts it answers in front and other short links for the same pages. Where the note
says when it was made, the two must agree.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from audit.loaders.guessing.values import distinct, identifier, iso_time, mapping, objects, word
from audit.loaders.markup import unescape
from audit.loaders.platforms import twitter_common as common

#: Seconds by which a note and its post may differ; in archives seen they agree to the second.
TOLERANCE = 5

#: A cut post that begins more notes than this says too little to be matched.
_CANDIDATES = 100
#: Characters that must agree where nothing else tells that the two belong together.
_ENOUGH = 20

#: Links of pictures, of the quoted post and of the post itself that may follow the ellipsis.
_TRAILING_LINKS = 3

_SHORT_LINK = re.compile(r"https?://t\.co/\w+")
_ANSWERED = re.compile(r"^(?:@\w{1,20}\s+)+")
_SPACES = re.compile(r"\s+")


class Note(NamedTuple):
    """A long post in full.

    Attributes
    ----------
    key : str
        Its own id, or what stands for it.
    text : str
    created : float or None
        Epoch seconds.
    post : str or None
        Id of the post, which some archives state.
    entities : dict
        As in a status.
    """

    key: str
    text: str
    created: float | None
    post: str | None
    entities: dict[str, Any]


def note_of(record: dict[str, Any]) -> Note | None:
    """The note of a ``noteTweet``; None where it has no text."""
    core = mapping(record.get("core")) or mapping(record.get("noteTweetResults"))
    text = core.get("text")
    if not isinstance(text, str):
        return None
    made = iso_time(record.get("createdAt"))
    post = identifier(record.get("tweetId"))
    found = mapping(core.get("entitySet")) or core
    links = [
        word(each.get("expandedUrl")) or word(each.get("expanded_url")) or word(each.get("url"))
        for each in objects(found.get("urls"))
    ]
    accounts = [
        {"id_str": identifier(each.get("id_str")), "screen_name": each.get("screenName", each.get("screen_name"))}
        for each in objects(found.get("userMentions", found.get("mentions")))
    ]
    entities = {
        "hashtags": [{"text": tag} for tag in common.hashtags({"hashtags": found.get("hashtags")})],
        "urls": [{"expanded_url": link} for link in distinct([link for link in links if link])],
        "user_mentions": accounts,
    }
    key = identifier(record.get("noteTweetId")) or post or text
    return Note(key, text, made.timestamp() if made else None, post, entities)


def beginning(text: str) -> tuple[str, bool]:
    """What of a text can be compared, and whether it is cut at its end."""
    text = unescape(text).strip()
    bare = text
    for _ in range(_TRAILING_LINKS):
        match = re.search(r"\s*https?://t\.co/\w+$", bare[-64:])
        bare = bare[: len(bare) - len(match.group())] if match else bare
    cut = bare.endswith("…")
    return _comparable(bare[:-1] if cut else text), cut


def _comparable(text: str) -> str:
    return _SPACES.sub(" ", _SHORT_LINK.sub("t.co", _ANSWERED.sub("", text.strip()))).strip()


class Notes:
    """The notes of one archive, to be found by how they begin.

    Parameters
    ----------
    notes : iterable of Note
    """

    def __init__(self, notes: Iterable[Note]) -> None:
        self._sorted: list[tuple[str, Note]] = sorted(
            ((_comparable(unescape(each.text)), each) for each in notes), key=lambda pair: (pair[0], pair[1].key)
        )
        self._texts = [text for text, _ in self._sorted]
        self._by_post: dict[str, Note] = {each.post: each for _, each in reversed(self._sorted) if each.post}

    def find(self, status: dict[str, Any]) -> Note | None:
        """The note of which a status is the beginning; None if there is none, or more than one that fits equally."""
        text = status.get("full_text", status.get("text"))
        if not isinstance(text, str) or text.startswith("RT @"):
            return None
        stated = self._by_post.get(identifier(status.get("id_str")) or "")
        if stated is not None:
            return stated
        start, cut = beginning(text)
        cut = cut or status.get("truncated") is True
        made = common.twitter_time(status.get("created_at"))
        seconds = made.timestamp() if made else None
        fitting = [note for note in self._that_begin(start) if _fits(note, start, seconds, cut=cut)]
        if len({note.text for note in fitting}) > 1 and seconds is not None:
            nearest = min(abs((note.created or 0) - seconds) for note in fitting)
            fitting = [note for note in fitting if abs((note.created or 0) - seconds) == nearest]
        return fitting[0] if fitting and len({note.text for note in fitting}) == 1 else None

    def _that_begin(self, start: str) -> Sequence[Note]:
        low = bisect.bisect_left(self._texts, start)
        high = bisect.bisect_left(self._texts, start + "\U0010ffff")
        return [note for _, note in self._sorted[low:high]] if 0 < high - low <= _CANDIDATES else []


def _fits(note: Note, start: str, seconds: float | None, *, cut: bool) -> bool:
    whole = _comparable(unescape(note.text)) == start
    if note.created is not None and seconds is not None:
        return abs(note.created - seconds) <= TOLERANCE and (cut or whole or len(start) >= _ENOUGH)
    return whole or (cut and len(start) >= _ENOUGH)
