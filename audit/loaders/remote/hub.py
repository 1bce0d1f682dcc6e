"""Folders of datasets as the library ``datasets`` and the Hugging Face Hub lay them out, read without that library.

``save_to_disk`` writes a folder of Arrow streams, ``data-00000-of-00001.arrow``, beside ``dataset_info.json`` and
``state.json``; a dataset with splits is such a folder for each, beside ``dataset_dict.json``. A snapshot of the Hub holds
``data/train-00000-of-00001.parquet``, ``<config>/train/0000.parquet`` where the Hub converted it, or ``train.csv`` beside
``test.csv``. Class labels are stored as numbers; their names are in the schema's metadata under ``huggingface``, or in ``dataset_info.json``.

References
----------
https://huggingface.co/docs/datasets/about_arrow
https://huggingface.co/docs/hub/datasets-file-names-and-splits
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pyarrow as pa

from audit.files.addresses import WEB, parent_of, scheme_of, without_query
from audit.loaders.remote import remote

#: Written beside the data; they describe it and hold no posts.
_DESCRIPTIONS = frozenset({"dataset_info.json", "dataset_dict.json", "dataset_infos.json", "state.json"})
#: Never named so by people.
_CERTAIN = _DESCRIPTIONS - {"state.json"}
#: Beyond this a description is not looked at: real ones have some kilobytes.
_DESCRIPTION_CAP = 16 * 2**20

_SPLITS = {
    "train": "train", "training": "train",
    "validation": "validation", "valid": "validation", "val": "validation", "dev": "validation",
    "test": "test", "testing": "test", "eval": "test", "evaluation": "test",
}  # fmt: skip
_SHARD = re.compile(r"(?:^|.*[-_.])(\w{1,100})-\d{5}-of-\d{5}")
_DATA = re.compile(r"(?:data-\d{5}-of-\d{5}\.arrow|\d{4,5}\.parquet)")


def why_ignored(name: str, siblings: Collection[str]) -> str:
    """Why a file of a dataset's folder holds no posts of its own; ``""`` if it may.

    Parameters
    ----------
    name : str
        The file's name.
    siblings : collection of str
        Names of all files in its folder.
    """
    if name in _CERTAIN or (name in _DESCRIPTIONS and not _CERTAIN.isdisjoint(siblings)):
        return "describes a dataset"
    if name.startswith("cache-") and name.endswith(".arrow") and "state.json" in siblings:
        return "a cached copy of the dataset"
    return ""


def split_of(name: str, path: str = "") -> str:
    """The split that a file of a dataset's folder is, by its name and place; ``""`` if it says none.

    Parameters
    ----------
    name : str
        Name of the source, with the folders that were passed, or the member's name of an archive.
    path : str
        The file itself, whose ``state.json`` beside it wins; empty for a member of an archive.
    """
    path = without_query(path) if scheme_of(path) else path
    folder = parent_of(path) if path else ""
    stated = _described(folder, "state.json").get("_split") if path else None
    if isinstance(stated, str) and stated:
        return stated
    parts = PurePosixPath(Path(path).as_posix() if path else name).parts
    file = parts[-1] if parts else ""
    shard = _SHARD.match(file)
    if shard and shard[1] != "data":
        return _SPLITS.get(shard[1], "")
    above = parts[-2] if len(parts) > 1 else ""
    stem = file.partition(".")[0].lower()
    if stem in _SPLITS:
        return _SPLITS[stem] if path and _has_others(folder, stem) else ""
    if not _DATA.fullmatch(file):
        return ""
    if path and above in _listing(parent_of(folder)):
        return above
    return _SPLITS.get(above, "")


def class_names(schema: pa.Schema, path: str = "") -> dict[str, list[str]]:
    """Names of the classes of each column that stores them as numbers.

    Parameters
    ----------
    schema : Schema
    path : str
        The file itself, beside which ``dataset_info.json`` may lie; empty for a member of an archive.
    """
    try:
        stated = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
    except (ValueError, RecursionError):
        stated = {}
    features = _mapping(_mapping(_mapping(stated).get("info")).get("features"))
    if not features and path:
        features = _mapping(_described(parent_of(path), "dataset_info.json").get("features"))
    found = {}
    for name, feature in features.items():
        names = _names(feature)
        if names and name in schema.names:
            found[name] = names
    return found


def with_class_names(batch: pa.RecordBatch, names: Mapping[str, list[str]]) -> pa.RecordBatch:
    """A batch with the numbers of classes replaced by their names; a number without a name (-1) is missing."""
    for column, classes in names.items():
        index = batch.schema.get_field_index(column)
        if index < 0:
            continue
        values = _named(batch.column(index), classes)
        if values is not None:
            batch = batch.set_column(index, pa.field(column, values.type), values)
    return batch


def _named(column: pa.Array, classes: list[str]) -> pa.Array | None:
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        inner = _named(column.flatten(), classes)
        if inner is None:
            return None
        lengths = column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), inner, mask=column.is_null())
    if not pa.types.is_integer(kind):
        return None
    numbers = column.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False)
    known = (numbers >= 0) & (numbers < len(classes))
    indices = pa.array(np.where(known, numbers, 0).astype(np.int32), mask=~known)
    return pa.DictionaryArray.from_arrays(indices, pa.array(classes, pa.string())).cast(pa.string())


def _names(feature: Any) -> list[str]:
    """Names of a class label, or of a list of such."""
    if isinstance(feature, list) and len(feature) == 1:  # how older versions wrote a list
        feature = feature[0]
    feature = _mapping(feature)
    if feature.get("_type") in {"Sequence", "List", "LargeList"}:
        feature = _mapping(feature.get("feature"))
    names = feature.get("names") if feature.get("_type") == "ClassLabel" else None
    return names if isinstance(names, list) and all(isinstance(name, str) for name in names) else []


def _has_others(folder: str, stem: str) -> bool:
    """Whether other splits lie beside one: a lone ``test.csv`` is not the test split of anything."""
    names = {each.partition(".")[0].lower() for each in _names_in(folder)}
    return any(_SPLITS.get(name, _SPLITS[stem]) != _SPLITS[stem] for name in names)


def _names_in(folder: str) -> list[str]:
    """Names in a folder, a thousand at most; web servers list none."""
    if scheme := scheme_of(folder):
        return [] if scheme in WEB else sorted(remote.names_in(folder))[:1000]
    try:
        return [each.name for each in itertools.islice(Path(folder).iterdir(), 1000)]
    except OSError:
        return []


def _listing(folder: str) -> list[str]:
    splits = _described(folder, "dataset_dict.json").get("splits")
    return [each for each in splits if isinstance(each, str)] if isinstance(splits, list) else []


def _described(folder: str, name: str) -> dict[str, Any]:
    """A description in a folder; empty where there is none, or one that nobody can read."""
    try:
        if scheme := scheme_of(folder):
            content = b"" if scheme in WEB else remote.small_file(f"{folder}/{name}", _DESCRIPTION_CAP)
        else:
            path = Path(folder) / name
            content = b"" if path.stat().st_size > _DESCRIPTION_CAP else path.read_bytes()
        return _mapping(json.loads(content.decode("utf-8"))) if content else {}
    except (OSError, ValueError, RecursionError):
        return {}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
