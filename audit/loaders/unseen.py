"""Characters that nobody sees, and that change how a text is read: counted, never taken out.

A direction override shows a word backwards; a zero-width character inside a word hides it from a lexicon. Both also stand
in honest texts, which is why a post that holds them is kept and counted.
"""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pyarrow as pa

from audit.loaders.tables.cell_texts import rows_at

_NUL = re.compile(rb"\0")

# UTF-8 of U+202A to U+202E, U+2066 to U+2069: embeddings, overrides and isolates. Marks (U+200E, U+200F) are left out: they
# are ordinary in Hebrew and Arabic.
_BIDI = re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")

# Candidates, quickly found among the bytes, and then looked at: U+00AD, U+180E, U+200B to U+200D, U+2060 to U+2064, U+FEFF,
# and the tags from U+E0000.
_CANDIDATE = re.compile(
    rb"\xc2\xad|\xe1\xa0\x8e|\xe2(?:\x80[\x8b-\x8d]|\x81[\xa0-\xa4])|\xef\xbb\xbf|\xf3\xa0[\x80\x81]"
)

# A joiner belongs between emoji, and in Persian and Indic words; between Latin, Greek or Cyrillic letters it does not. Tags
# belong after a black flag (England, Scotland, Wales).
_LETTER = "A-Za-z\u00c0-\u052f"
_ZERO_WIDTH = re.compile(
    "[\u00ad\u180e\u200b\u2060-\u2064\ufeff\U000e0001]"
    f"|(?<=[{_LETTER}])[\u200c\u200d](?=[{_LETTER}])"
    "|(?:^|[^\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]"
)


def count_unseen(batch: pa.RecordBatch, warnings: Counter[str]) -> None:
    """Count posts whose text holds such characters: ``bidi_control``, ``zero_width``, ``nul_byte``.

    Parameters
    ----------
    batch : RecordBatch
        Posts, with a column ``text`` of large strings or without.
    warnings : Counter
    """
    place = batch.schema.get_field_index("text")
    if place < 0 or not batch.num_rows:
        return
    column = batch.column(place)
    data = column.buffers()[2]
    if data is None:
        return
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    text = memoryview(data)[int(offsets[0]) : int(offsets[-1])].tobytes()
    patterns = {"nul_byte": _NUL, "bidi_control": _BIDI, "zero_width": _CANDIDATE}
    for reason, pattern in patterns.items():
        places = [match.start() for match in pattern.finditer(text)]
        if not places:
            continue
        # A missing text may still lie in the buffer.
        found = [value for row in rows_at(places, offsets).tolist() if (value := column[row].as_py()) is not None]
        if reason == "zero_width":
            found = [value for value in found if _ZERO_WIDTH.search(value)]
        if found:
            warnings[reason] += len(found)
