"""Lexicons by language, and the user's own: each post is read in its own language, and own words say what they say."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.errors import PlanError
from audit.plan import Plan
from audit.text_reader import lexicon_cards, text_reader

HEADER = "axis,group,form,tier,part_of_speech,number,note,source\n"
CARD = 'title = "Our words"\nsource = ["Us (2026)."]\nlanguage = "{language}"\n'
ROWS = (
    "gender,women,naisia,strict,noun,plural,,us\n"
    "gender,women,naiset,strict,noun,plural,,us\n"
    "club,rowers,soutajia,strict,noun,plural,,us\n"
)


@pytest.fixture
def own(tmp_path):
    """A lexicon of the user's own in a language that has none, unless said otherwise."""

    def write(rows: str = ROWS, language: str = "fi", card: str | None = CARD) -> str:
        folder = tmp_path / f"words-{language}"
        folder.mkdir(exist_ok=True)
        (folder / "terms.csv").write_text(HEADER + rows, encoding="utf-8")
        if card is not None:
            (folder / "card.toml").write_text(card.format(language=language), encoding="utf-8")
        return str(folder / "terms.csv")

    return write


def plan(*files: str, language: str = "en", **more) -> Plan:
    return Plan.make({"lexicons": {"identity": files, **more}, "dataset": {"language": language}})


def read(reader, texts, lang=None):
    features = reader.run(pa.array(texts, pa.large_string()), None if lang is None else pa.array(lang, pa.string()))
    strict = [
        (post, features.groups[group][1])
        for post, group in zip(*map(np.ndarray.tolist, features.strict_pairs), strict=True)
    ]
    return features, strict


def test_each_post_is_read_in_the_language_it_states(own):
    texts = ["Women and naisia", "Women and naisia", "Women and naisia", None, "Women and naisia"]
    features, strict = read(text_reader(plan(own())), texts, ["en-GB", "fi", "xx", "fi", None])
    assert features.languages == ("en", "fi")
    assert [features.languages[i] if i >= 0 else None for i in features.language] == ["en", "fi", None, None, "en"]
    assert {(post, group) for post, group in strict if features.language[post] >= 0} == {
        (0, "women"), (1, "women"), (4, "women")}  # fmt: skip
    assert [features.strict_spans.start[features.strict_spans.post == post].tolist() for post in (0, 1)] == [[0], [10]]


def test_posts_that_state_nothing_are_in_the_language_of_the_plan(own):
    files = own()
    features, strict = read(text_reader(plan(files, language="fi")), ["naiset women", "женщины"])
    assert features.languages == ("fi",)
    assert features.language.tolist() == [0, -1]
    assert strict == [(0, "women")]
    features, _ = read(text_reader(plan(files, language="xx")), ["naiset women"])
    assert features.language.tolist() == [-1]


def test_batches_of_one_language_and_of_several_agree(own):
    reader = text_reader(plan(own()))
    texts = ["Muslims and women are kind", "naisia, soutajia", "gay men", "soutajia"]
    lang = ["en", "fi", "en", "fi"]
    whole, strict = read(reader, texts, lang)
    parts = [read(reader, [text], [own]) for text, own in zip(texts, lang, strict=True)]
    assert strict == sorted((i, group) for i, (_, pairs) in enumerate(parts) for _, group in pairs) or set(strict) == {
        (i, group) for i, (_, pairs) in enumerate(parts) for _, group in pairs
    }
    for name in ("tokens", "letters", "latin_letters", "function_words", "profanity", "marker_mask", "readable"):
        assert getattr(whole, name).tolist() == [getattr(each, name)[0] for each, _ in parts]


def test_own_words_are_added_and_say_what_they_say(own):
    words = "religion,muslims,women,loose,noun,plural,,us\ngender,women,women,loose,noun,plural,,us\n"
    reader = text_reader(plan(own(words, "en")))
    assert read(reader, ["women and girls"])[1] == [(0, "women")]  # "girls" of the list that ships
    assert read(reader, ["women"])[1] == []  # made loose by the user
    alone = text_reader(plan(own(words, "en"), mode="replace"))
    assert read(alone, ["women and girls, muslims"])[1] == []


def test_the_card_is_asked_for(own):
    with pytest.raises(PlanError, match="no card"):
        text_reader(plan(own(language="sv", card=None)))
    with pytest.raises(PlanError, match="two lexicons"):
        text_reader(plan(own(), own()))


def test_the_cards_that_were_read_are_named(own):
    chosen = plan(own())
    names = [card.title for card in lexicon_cards(chosen, ("en", "fi"))]
    assert names[0] == "Our words"
    assert any("English" in name for name in names)
    assert not [
        card for card in lexicon_cards(plan(own(ROWS, "en"), mode="replace"), ("en",)) if card.name == "identity-en"
    ]
