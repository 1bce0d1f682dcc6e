"""dolma: its faster tagger by regular expressions.

Of what else it imports, whatever is not installed is left empty: none of it serves its taggers of PII.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from types import ModuleType
from typing import Any

from .identifiers import JOB, Span, compare, finder
from .peer import Peer, Work

KINDS = {"EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "IP_ADDRESS": "ipv4"}
ABSENT = frozenset(
    [
        "fasttext",
        "blingfire",
        "boto3",
        "botocore",
        "anyascii",
        "jq",
        "jsonpath_ng",
        "omegaconf",
        "platformdirs",
        "dotenv",
        "s3fs",
        "tokenizers",
        "uniseg",
        "zstandard",
        "rich",
        "nltk",
        "charset_normalizer",
        "cached_path",
        "detect_secrets",
        "LTpycld2",
        "pycld2",
        "trafilatura",
        "fastwarc",
        "courlan",
    ]
)

PEER = Peer(
    name="dolma",
    package="dolma",
    job=JOB,
    ours="identifiers",
    posts=200_000,
    installs=(
        ("--no-deps", "dolma"),
        ("numpy", "msgspec", "pyyaml", "requests", "regex", "smart-open", "tqdm", "necessary", "fsspec"),
    ),
    compare=compare,
    how="`FastPiiRegex`, without the dependencies it does not use",
)


def start() -> Work:
    """Its tagger."""
    sys.meta_path.append(_Absent())
    try:
        from dolma.core.data_types import Document
        from dolma.taggers.pii import FastPiiRegex
    finally:
        sys.meta_path.pop()
    tagger = FastPiiRegex()

    def find(text: str) -> list[Span]:
        spans = tagger.predict(Document(source="", id="", text=text)).spans
        return [(each.start, each.end, KINDS[each.type]) for each in spans if each.type in KINDS]

    return finder(find, KINDS.values())


class _Absent(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Empty modules for what is not installed."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:  # noqa: ARG002 - importlib names them
        if name.split(".", maxsplit=1)[0] not in ABSENT:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        module.__getattr__ = _Anything.named  # type: ignore[method-assign]


class _Anything(type):
    """Classes whose attributes are such classes; they take any arguments and do nothing."""

    @staticmethod
    def named(name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything(name, (), {"__init__": lambda *_, **__: None})

    def __getattr__(cls, name: str) -> type:
        return _Anything.named(name)
