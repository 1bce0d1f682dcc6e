"""The fixed words of the page: the same names in every language, none missing, none idle."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from report_tree import Tree

from audit.errors import OutputError
from audit.finding import READING_WORDS
from audit.report import catalogue as module
from audit.report.catalogue import LANGUAGES, catalogue
from audit.report.html import render
from audit.report.report import Report

PACKAGE = Path(module.__file__).parent
#: Names of which a template or a function makes the last part.
MADE = (
    "word.",
    "severity.",
    "harm.",
    "bears.",
    "affected.",
    "act.",
    "methods.",
    "loading.",
    "whose.",
    "mark.",
    "conclusion.",
    "side.",
    "side_name.",
    "fate.",
    "claim.",
    "touches.",
    "pattern.",
    "skew.",
    "voices.",
)
#: Templates whose words are not translated: passages are for those who wrote the plan, and no part of the report.
ENGLISH = {"evidence.html.j2"}


def braces(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def asked_for():
    """Names that templates and code ask the catalogue for; those of one and of many by both."""
    code = "".join(
        each.read_text(encoding="utf-8") for each in [*PACKAGE.rglob("*.py"), *PACKAGE.glob("templates/*.j2")]
    )
    names = set(re.findall(r"""say\(\s*["']([a-z_]+\.[a-z_]+)["']""", code))
    names |= set(re.findall(r"""lines\("[a-z_]+", "([a-z_.]+)"\)""", code)) | set(
        re.findall(r"""messages\["(.*?)"\]""", code)
    )
    names |= set(re.findall(r"""(?:spelled\((?:[^"()]|\([^()]*\))*|_because\(\s*)["']([a-z_.]+)["']""", code))
    several = re.findall(r"""several\(\s*["']([a-z_.]+)["']""", code)
    return names | {f"{each}_{number}" for each in several for number in ("one", "many")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_names_and_braces(language):
    english, other = catalogue("en"), catalogue(language)
    assert list(other.messages) == list(english.messages)
    assert {name: braces(text) for name, text in other.messages.items()} == {
        name: braces(text) for name, text in english.messages.items()
    }
    assert [each.name for each in other.words] == [each.name for each in english.words]
    assert all(each.term and each.means.endswith(".") and all(each.forms) for each in other.words)


def test_what_is_asked_for_is_there_and_what_is_there_is_asked_for():
    known, asked = set(catalogue().messages), asked_for()
    assert len(asked) > 80
    assert asked <= known
    assert {each for each in known - asked if not each.startswith(MADE)} == set()


def test_no_template_has_words_of_its_own():
    """Whatever is not a tag, a name or a value stands in the catalogue."""
    templates = [each for each in sorted(PACKAGE.glob("templates/*.j2")) if each.name not in ENGLISH]
    assert len(templates) > 8
    for template in templates:
        plain = re.sub(r"\{#.*?#\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
        plain = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", plain, flags=re.DOTALL)
        said = re.findall(r"""\b(?:aria-label|alt|title|placeholder)="([^"]*)\"""", plain)
        said += re.split(r"<[^>]*>", plain)
        assert [each.strip() for each in said if re.search(r"[^\W\d_]", each)] == [], template.name


def test_every_reading_severity_and_harm_has_its_word():
    from typing import get_args

    from audit.finding import Confidence, Harm, Severity

    for language in LANGUAGES:
        known = catalogue(language).messages
        assert {f"word.{each}" for each in READING_WORDS} <= set(known)
        assert {f"{part}.{each}" for part in ("word", "severity") for each in get_args(Severity)} <= set(known)
        assert {f"word.{each}_confidence" for each in get_args(Confidence)} <= set(known)
        assert {f"{part}.{each}" for part in ("harm", "bears", "affected", "act") for each in get_args(Harm)} <= set(
            known
        )
    assert {name: catalogue().messages[f"word.{name}"] for name in READING_WORDS} == READING_WORDS


def test_no_form_of_a_word_belongs_to_two():
    for language in LANGUAGES:
        forms = [form for each in catalogue(language).words for form in {form.casefold() for form in each.forms}]
        assert len(forms) == len(set(forms))


def test_a_language_that_is_not_there_is_named():
    with pytest.raises(OutputError, match="'deu'"):
        catalogue("deu")


def test_the_german_report_in_markdown_has_german_words(example):
    english, german = Report(example).markdown(), Report(example, language="de").markdown()
    assert "| Severity | Claim | Figure | Confidence |" in english
    assert "| Schwere | Aussage | Zahl | Vertrauen |" in german
    assert "hohes Vertrauen" in german
    assert "Aussagen über die Daten sind englisch" in german
    for said in (
        "Read with care",
        "high confidence",
        "Methods and limits",
        "Cite this audit",
        "What was shown to be small",
    ):
        assert said in english
        assert said not in german


def test_the_german_page_has_german_words_and_says_what_is_english(example):
    page = render(example, {}, None, "de")
    tree = Tree(page)
    assert tree.elements[0] == ("html", {"lang": "de"})
    titles = [text.strip() for level, text in tree.headings if level == 2]
    assert titles[0] == "Zusammenfassung"
    assert titles[-4:] == ["Herkunft", "Wie zu zitieren ist", "Wörter in diesem Bericht", "Anhang: alle Zahlen"]
    text = " ".join(" ".join(tree.text).split())
    assert "Vier Aussagen liegen jenseits der voreingestellten Toleranzen des Werkzeugs" in text
    english = render(example, {})
    for said in (each.statement for each in example.findings):
        assert f'<p lang="en">{said}' in _unlinked(page)
        assert f"<p>{said}" in _unlinked(english)
    assert 'lang="en"' not in english.replace('<html lang="en">', "")
    fixed = set(catalogue().messages.values()) - set(catalogue("de").messages.values())
    left = set(re.findall(r"<(?:h[1-4]|th|dt|strong|summary)\b(?![^>]*lang=)[^>]*>([^<]+)<", page))
    assert len(left) > 40
    assert left & fixed == set()


def _unlinked(page):
    return re.sub(r'<a class="word"[^>]*>(.*?)</a>', r"\1", page)


def test_the_command_offers_the_languages_there_are():
    from audit.cli import format_options

    assert format_options.LANGUAGES == LANGUAGES
