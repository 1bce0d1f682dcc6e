"""Authors who asked to be forgotten: a file of ids."""

from __future__ import annotations

from pathlib import Path

from audit.errors import SourceError

_MOST_BYTES = 256 << 20


def read_forgotten(path: Path) -> tuple[str, ...]:
    """The ids in a file, one per line; empty lines are none.

    Raises
    ------
    SourceError
        It cannot be read, is not UTF-8, is larger than 256 MB, or holds none.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(
                f"{path}: is larger than 256 MB; a list of authors' ids is expected.",
                hint="Check that it is the list of ids, not the posts themselves.",
            )
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise SourceError(
            f"{path}: cannot be read: {error.strerror}.", hint="Check the path and who may read it."
        ) from None
    except UnicodeDecodeError:
        raise SourceError(
            f"{path}: is not UTF-8; one id per line is expected.", hint="Save it again as UTF-8."
        ) from None
    found = tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))
    if not found:
        raise SourceError(
            f"{path}: holds no id; one per line is expected.", hint="Write the id of an author on each line."
        )
    return found
