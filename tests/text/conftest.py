"""Helpers of these tests stand beside them: ``reference`` and ``small_lexicon``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def text_pass():
    from small_lexicon import FUNCTION_WORDS, IDENTITY, MARKERS, NOUNS, PATTERNS, PROFANITY

    from audit.text.features import TextPass
    from audit.text.lexicon import compile_lexicon

    return TextPass(compile_lexicon(IDENTITY, NOUNS, MARKERS, PATTERNS, FUNCTION_WORDS, profanity=PROFANITY))


@pytest.fixture(scope="session")
def matcher():
    from reference import Matcher
    from small_lexicon import FUNCTION_WORDS, IDENTITY, MARKERS, NOUNS, PATTERNS, PROFANITY

    return Matcher(
        [tuple(row) for row in IDENTITY],
        [tuple(row) for row in NOUNS],
        [tuple(row) for row in MARKERS],
        [row.pattern for row in PATTERNS],
        FUNCTION_WORDS,
        PROFANITY,
    )
