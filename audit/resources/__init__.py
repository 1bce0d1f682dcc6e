"""Lexicons, benchmarks and vocabularies: data with a card that says whose it is, how old, and what is wrong with it.

Every resource is a folder ``<kind>/<name>/`` with one CSV table and a ``card.toml``. Nothing is read at import. A name
finds what ships with the package, a path finds the user's own file, and both come back with a :class:`Card`.
"""

from __future__ import annotations

from audit.resources.access_prices import AccessPrices, Tier, read_access_prices
from audit.resources.benchmark import Benchmark, read_benchmark, split_population
from audit.resources.benchmark_given import given_benchmark
from audit.resources.calibration import Calibration, read_calibration
from audit.resources.card import Card
from audit.resources.coded_sheet import CodedGroup, CodedSheet, read_coded_sheets
from audit.resources.dialect_model import (
    AFRICAN_AMERICAN,
    TOPICS,
    WHITE,
    DialectModel,
    dialect_card,
    read_dialect_model,
)
from audit.resources.disclosure_terms import CONVICTIONS, DISCLOSURE_CATEGORIES, DisclosureTerm, disclosure_terms
from audit.resources.folders import KINDS, files_of, list_resources, state_of
from audit.resources.lexicon import (
    Lexicon,
    function_words,
    generic_patterns,
    identity_terms,
    marker_terms,
    person_nouns,
    profane_words,
    read_lexicon,
)
from audit.resources.lexicon_languages import language_title, lexicon_card, lexicon_languages, running_share
from audit.resources.mapping import Mapping, read_mapping
from audit.resources.name_list import NameList, first_name, read_name_list, without_accents
from audit.resources.platform_names import is_platform, nearest_platform, platform_name, platform_of_posts
from audit.resources.platform_rules import PlatformRule, PlatformRules, read_platform_rules
from audit.resources.platform_verdicts import PlatformVerdict, duties_of, platform_verdict, strictest
from audit.resources.populations import POPULATIONS, Population
from audit.resources.question_list import Question, QuestionList, read_questions
from audit.resources.requirement_table import Requirement, Requirements, read_requirements
from audit.resources.scorer_shifts import ScorerShift, ScorerShifts, read_scorer_shifts
from audit.resources.swap_forms import SwapForm, SwapSentence, swap_forms, swap_sentences
from audit.resources.terms import MARKER_CATEGORIES, GenericPattern, IdentityTerm, MarkerTerm, PersonNoun, ProfaneWord
from audit.resources.vocabulary import (
    axis_groups,
    axis_of,
    axis_title,
    group_singular,
    group_title,
    language_tags,
    stated_group,
    stated_values,
)
from audit.resources.word_sets import WordSets, word_sets

__all__ = [
    "AFRICAN_AMERICAN",
    "CONVICTIONS",
    "DISCLOSURE_CATEGORIES",
    "KINDS",
    "MARKER_CATEGORIES",
    "POPULATIONS",
    "TOPICS",
    "WHITE",
    "AccessPrices",
    "Benchmark",
    "Calibration",
    "Card",
    "CodedGroup",
    "CodedSheet",
    "DialectModel",
    "DisclosureTerm",
    "GenericPattern",
    "IdentityTerm",
    "Lexicon",
    "Mapping",
    "MarkerTerm",
    "NameList",
    "PersonNoun",
    "PlatformRule",
    "PlatformRules",
    "PlatformVerdict",
    "Population",
    "ProfaneWord",
    "Question",
    "QuestionList",
    "Requirement",
    "Requirements",
    "ScorerShift",
    "ScorerShifts",
    "SwapForm",
    "SwapSentence",
    "Tier",
    "WordSets",
    "axis_groups",
    "axis_of",
    "axis_title",
    "dialect_card",
    "disclosure_terms",
    "duties_of",
    "files_of",
    "first_name",
    "function_words",
    "generic_patterns",
    "given_benchmark",
    "group_singular",
    "group_title",
    "identity_terms",
    "is_platform",
    "language_tags",
    "language_title",
    "lexicon_card",
    "lexicon_languages",
    "list_resources",
    "marker_terms",
    "nearest_platform",
    "person_nouns",
    "platform_name",
    "platform_of_posts",
    "platform_verdict",
    "profane_words",
    "read_access_prices",
    "read_benchmark",
    "read_calibration",
    "read_coded_sheets",
    "read_dialect_model",
    "read_lexicon",
    "read_mapping",
    "read_name_list",
    "read_platform_rules",
    "read_questions",
    "read_requirements",
    "read_scorer_shifts",
    "running_share",
    "split_population",
    "state_of",
    "stated_group",
    "stated_values",
    "strictest",
    "swap_forms",
    "swap_sentences",
    "without_accents",
    "word_sets",
]
