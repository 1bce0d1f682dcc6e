"""Tables that take seconds to build and are the same in every run, kept on disk between runs.

A shelf holds what is made of the package's own lexicons and of Unicode, never anything of a post. It lies in the user's
cache folder and can be deleted at any time; where nothing can be written, tables are built anew. A file is only used
under the exact name of what it was made of, so a new lexicon, version of Unicode or line of this room's code finds none.

Tables are mapped into memory, not read: a process holds no more of them than it looks at, and several processes hold it
together. The arrays are read-only.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import logging
import os
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from audit.files.leftovers import mark, remove_left_over
from audit.text.arrays import Forms, Words
from audit.text.codepoints import Codepoints
from audit.text.compilation import fingerprint
from audit.text.form_texts import FormTexts
from audit.text.lexicon import CompiledLexicon

#: The command shows it: nothing else would be seen to move.
NEWS = logging.getLogger("audit.news")
_TEXTS = ("groups", "categories", "markers", "patterns")
_ARRAYS = ("cell_start", "cell_group", "cell_tier", "marker_bits", "pattern_counts")
#: Seconds after which a file that nobody used is removed: each version of a lexicon leaves one of up to 150 MB.
_UNUSED = 60 * 24 * 3600
Arrays = dict[str, "np.ndarray[tuple[int, ...], np.dtype[np.generic]]"]


def shelved_lexicon(digests: Sequence[str], compile_: Callable[[], CompiledLexicon]) -> CompiledLexicon:
    """A compiled lexicon from the shelf, or compiled now and put there.

    Parameters
    ----------
    digests : sequence of str
        SHA-256 of each table it is compiled from.
    compile_ : callable
        Compiles it.
    """
    path = _folder() / f"lexicon-{_name(digests)}.arrow"
    found = _read(path)
    if found is not None:
        with contextlib.suppress(KeyError, TypeError, ValueError):
            return _lexicon(found)
    _tell_of_compiling()
    compiled = compile_()
    _write(path, _flat(compiled))
    return compiled


def shelved_codepoints(build: Callable[[], Codepoints]) -> Codepoints:
    """The tables of Unicode from the shelf, or built now and put there; read-only."""
    path = _folder() / f"codepoints-{_name(())}.arrow"
    found = _read(path)
    tables = None
    if found is not None:
        with contextlib.suppress(KeyError, TypeError):
            tables = Codepoints(**{name: found[name] for name in Codepoints._fields})  # type: ignore[arg-type]
    if tables is None:
        tables = build()
        _write(path, dict(tables._asdict()))
    for table in tables:
        table.flags.writeable = False
    return tables


@functools.cache
def _tell_of_compiling() -> None:
    NEWS.info("preparing lists of words, which is done once on a machine; this may take a minute")


def _name(digests: Sequence[str]) -> str:
    made_of = [*digests, f"{fingerprint():08x}", unicodedata.unidata_version, sys.byteorder, np.__version__]
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()[:24]


def _folder() -> Path:
    if chosen := os.environ.get("XDG_CACHE_HOME"):
        return Path(chosen) / "postaudit"
    with contextlib.suppress(RuntimeError):  # no home
        return Path.home() / ".cache" / "postaudit"
    return Path(tempfile.gettempdir()) / "postaudit-nobody"


def _read(path: Path) -> Arrays | None:
    try:
        with pa.memory_map(str(path)) as mapped, pa.ipc.open_file(mapped) as stored:
            row = stored.get_batch(0)
    except (OSError, pa.ArrowInvalid):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # it is in use
    return {field.name: _array(row.column(i), field) for i, field in enumerate(row.schema)}


def _array(value: pa.LargeBinaryArray, field: pa.Field) -> np.ndarray[tuple[int, ...], np.dtype[np.generic]]:
    kind = field.metadata[b"dtype"].decode()
    shape = json.loads(field.metadata[b"shape"])
    return np.frombuffer(value.buffers()[2] or b"", kind).reshape(shape)


def _write(path: Path, arrays: Arrays) -> None:
    """Whole or not at all; a folder that cannot be written costs the next run the time to build, and nothing else."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_left_over(path.parent, ".")
        _forget(path.parent)
        handle, temporary = tempfile.mkstemp(prefix=f".{mark()}", suffix=".partial", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                fields, columns = zip(*map(_column, arrays, arrays.values()), strict=True)
                row = pa.record_batch(list(columns), schema=pa.schema(fields))
                with pa.ipc.new_file(out, row.schema) as writer:
                    writer.write_batch(row)
            Path(temporary).replace(path)
        finally:
            Path(temporary).unlink(missing_ok=True)


def _forget(folder: Path) -> None:
    """Remove what no run has used for long, of this version or an earlier one."""
    for each in (*folder.glob("lexicon-*"), *folder.glob("codepoints-*")):
        with contextlib.suppress(OSError):
            if time.time() - each.stat().st_mtime > _UNUSED:
                each.unlink()


def _column(
    name: str, array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]
) -> tuple[pa.Field, pa.LargeBinaryArray]:
    """A column whose one value is the bytes of an array."""
    about = {"dtype": array.dtype.str, "shape": json.dumps(array.shape)}
    octets = pa.py_buffer(np.ascontiguousarray(array).reshape(-1).view(np.uint8))
    bounds = pa.py_buffer(np.array([0, array.nbytes], np.int64))
    column = pa.LargeBinaryArray.from_buffers(pa.large_binary(), 1, [None, bounds, octets])
    return pa.field(name, pa.large_binary(), metadata=about), column


def _flat(lexicon: CompiledLexicon) -> Arrays:
    texts = json.dumps({name: getattr(lexicon, name) for name in _TEXTS}).encode()
    arrays: Arrays = {"texts": np.frombuffer(texts, np.uint8)}
    arrays |= {"identity.octets": lexicon.identity.octets, "identity.bounds": lexicon.identity.bounds}
    arrays |= {f"words.{name}": each for name, each in lexicon.words._asdict().items()}
    arrays |= {f"forms.{name}": each for name, each in lexicon.forms._asdict().items()}
    return arrays | {name: getattr(lexicon, name) for name in _ARRAYS}


def _lexicon(arrays: Arrays) -> CompiledLexicon:
    texts = json.loads(arrays["texts"].tobytes())
    return CompiledLexicon(
        words=Words(**{name: arrays[f"words.{name}"] for name in Words._fields}),  # type: ignore[arg-type]
        forms=Forms(**{name: arrays[f"forms.{name}"] for name in Forms._fields}),  # type: ignore[arg-type]
        groups=tuple((axis, group) for axis, group in texts["groups"]),
        categories=tuple(texts["categories"]),
        identity=FormTexts(arrays["identity.octets"], arrays["identity.bounds"]),  # type: ignore[arg-type]
        markers=tuple(texts["markers"]),
        patterns=tuple(texts["patterns"]),
        **{name: arrays[name] for name in _ARRAYS},  # type: ignore[arg-type]
    )
