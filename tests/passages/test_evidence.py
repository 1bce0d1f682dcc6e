"""Passages: drawn as asked, the same however the files are cut, and nothing in them that leads to who wrote them."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest

import audit
from audit.errors import AuditError, PlanError

COMMON = "these women are very kind and they often help all of us at work"


def rows(texts, prefix="a", **more):
    """A post for each text, each by an author of its own."""
    return [
        {"post_id": f"{prefix}{i}", "author_id": f"{prefix}{i}", "text": text, "lang": "en", **more}
        for i, text in enumerate(texts)
    ]


def load(posts, **plan):
    return audit.load(pd.DataFrame(posts), **plan)


def passages(posts, group="women", **asked):
    plan = asked.pop("plan", {})
    return audit.evidence(load(posts, **plan), group=group, **asked).passages


def texts(found):
    return sorted(each.text for each in found)


# --- what is found ---------------------------------------------------------------------------------------------------


def test_a_mention_in_its_context():
    found = passages(rows([COMMON] * 12 + ["nothing here"] * 12))
    [one] = found  # one text, shown once
    assert (one.before, one.mention) == ("these ", "women")
    assert one.after.startswith(" are very kind and they")
    assert one.after.split()[:8] == ["are", "very", "kind", "and", "they", "often", "help", "all"]
    assert len(one.after.split()) == 8


@pytest.fixture
def said():
    return [
        *rows([f"the beautiful women met {n} friends" for n in range(20)], "a"),
        *rows([f"women went home under a beautiful sky {n}" for n in range(20)], "b"),
        *rows([f"these women work {n}" for n in range(20)], "c"),
        *rows([f"these men are beautiful {n}" for n in range(20)], "d"),
    ]


def test_a_theme_anywhere_in_the_post(said):
    found = passages(said, theme="appearance", k=50)
    assert len(found) == 40
    assert all(each.signs == ("beautiful",) for each in found)


def test_a_theme_in_what_is_said_of_the_group(said):
    found = passages(said, theme="appearance", slot="any", k=50)
    assert len(found) == 20
    assert all(each.before.startswith("the beautiful") for each in found)
    assert passages(said, theme="appearance", slot="predicate") == ()
    assert len(passages(said, "men", theme="appearance", slot="predicate", k=20)) == 20


def test_a_word(said):
    found = passages(said, word="home", k=50)
    assert len(found) == 20
    assert all(each.signs == ("home",) for each in found)
    assert passages(said, word="home", slot="attributive") == ()


def test_a_sign_far_away_is_shown_with_words_around_it():
    text = f"women {'and so on ' * 8} it was a beautiful sky over all of us"
    [one] = passages(rows([text] * 10), theme="appearance")
    assert one.text.endswith("… on it was a beautiful sky over all of")
    assert one.text.startswith("women and so on")


def test_posts_that_are_gone_are_not_shown():
    assert len(passages(rows([COMMON] * 10, status="present"))) == 1
    assert passages(rows([COMMON] * 10, status="removed")) == ()


def test_older_versions_of_a_post_are_not_shown():
    old = rows([f"{COMMON} once" for _ in range(12)], created_at="2024-01-01T00:00:00Z")
    new = [{**each, "text": "I took that back", "created_at": "2024-01-02T00:00:00Z"} for each in old]
    plan = {"columns": {"post_id": "post_id"}}
    assert len(passages(old, plan=plan)) == 1
    assert passages([*old, *new], plan=plan) == passages([*new, *old], plan=plan) == ()


# --- how many --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authors", "k", "expected"), [(9, 10, 0), (10, 10, 10), (19, 20, 10), (20, 20, 20), (10, 3, 3)]
)
def test_no_passage_of_too_few_authors_and_their_number_does_not_tell_how_many(authors, k, expected):
    numbered = [f"women work {'abcdefghijklmnopqrstuvwxyz'[n]}" for n in range(authors)]
    found = audit.evidence(load(rows(numbered)), group="women", k=k)
    assert len(found.passages) == expected
    assert ("Fewer than 10 authors" in str(found)) == (expected == 0)


def test_posts_that_cannot_be_read_are_not_called_few():
    foreign = load([{**each, "lang": "ja"} for each in rows([COMMON] * 12)])
    assert "not looked for" in str(audit.evidence(foreign, group="women"))
    assert "No post is in English" in str(audit.evidence(foreign, group="women", slot="any"))
    assert "not looked for" in str(
        audit.evidence(load([{"post_id": "1", "author_id": "a", "likes": 3}]), group="women")
    )


def test_the_floor_of_the_plan():
    posts = rows([f"women work {letter}" for letter in "abcdefg"])
    assert passages(posts) == ()
    assert len(passages(posts, plan={"floors": {"authors": 5}}, k=5)) == 5


def test_one_passage_of_each_author_and_of_each_text():
    many = [{**each, "author_id": "one"} for each in rows([f"women at work {n}" for n in range(30)], "x")]
    assert passages(many) == ()
    found = passages([*many, *rows([f"women at rest {n}" for n in range(20)], "y")], k=50)
    assert len(found) == 20  # 21 authors, rounded down
    assert sum("work" in each.text for each in found) <= 1


def test_without_authors_each_text_counts_as_one():
    posts = [{"text": f"women at work {n}", "lang": "en"} for n in range(12)]
    found = audit.evidence(load(posts), group="women")
    assert len(found.passages) == 10
    assert "without a stated author" in str(found)
    assert passages([{"text": "women at work", "lang": "en"}] * 40) == ()


# --- the laws --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def northtown(pytestconfig):
    return pytestconfig.rootpath / "data_samples" / "northtown.csv"


def test_order_split_and_copies_change_nothing(northtown, tmp_path):
    whole = audit.evidence(str(northtown), group="women", theme="appearance", k=20)
    assert len(whole.passages) == 20
    frame = pd.read_csv(northtown, dtype=str, keep_default_na=False)
    shuffled = frame.sample(frac=1, random_state=np.random.RandomState(3))
    names = []
    for number, part in enumerate(np.array_split(np.arange(len(frame)), 3)):
        names.append(tmp_path / f"part{number}.csv")
        shuffled.iloc[part].to_csv(names[-1], index=False)
    assert audit.evidence(names, group="women", theme="appearance", k=20) == whole
    twice = tmp_path / "part3.csv"
    twice.write_bytes(names[0].read_bytes())
    assert audit.evidence([*names, twice], group="women", theme="appearance", k=20) == whole
    few = audit.evidence(str(northtown), group="women", theme="appearance", k=5)
    assert few.passages == whole.passages[:5]


def plain_words(text):
    return re.findall(r"[a-z]+|[0-9]+", text.lower())


def authors_of(northtown, length):
    """Authors of each run of words: the plain way, with none of ours."""
    frame = pd.read_csv(northtown, dtype=str, keep_default_na=False)
    result = defaultdict(set)
    for author, text in zip(frame["author_id"], frame["text"], strict=True):
        words = plain_words(text)
        for i in range(len(words) - length + 1):
            result[tuple(words[i : i + length])].add(author)
    return result


def runs_shown(found, length):
    for each in found:
        plain = "".join(piece.text if piece.kind != "masked" else " | " for piece in each.pieces)
        for part in re.split(r"[|\u2022\[\]\u2026]", plain):
            words = plain_words(part)
            yield from (tuple(words[i : i + length]) for i in range(len(words) - length + 1))


@pytest.mark.parametrize("length", [1, 6])
def test_no_word_and_no_six_words_in_a_row_that_few_wrote(northtown, length):
    authors = authors_of(northtown, length)
    posts = audit.load(str(northtown), report={"quotes": "verbatim"})
    asked = [("women", None), ("men", None), ("women", "appearance"), ("men", "leadership"), ("muslims", None)]
    found = {
        quotes: list(
            itertools.chain.from_iterable(
                audit.evidence(posts, group=group, theme=theme, k=50, quotes=quotes).passages for group, theme in asked
            )
        )
        for quotes in ("masked", "verbatim")
    }
    assert len(found["masked"]) > 200
    assert all(len(authors[run]) >= 10 for run in runs_shown(found["masked"], length))
    if length == 6:  # the check sees what it looks for
        assert any(len(authors[run]) < 10 for run in runs_shown(found["verbatim"], length))
        assert not any(each.searchable for each in found["masked"])
        assert sum(each.searchable for each in found["verbatim"]) > 100
        assert sum(each.taken_apart for each in found["masked"]) > 100


# --- what is masked --------------------------------------------------------------------------------------------------

HIDDEN = {
    "a link": ("see https://zork.example/zork", "zork", "[link]"),
    "a handle": ("thank @zork", "zork", "[account]"),
    "an address": ("ask zork@zork.example", "zork", "[e-mail]"),
    "a telephone": ("call 555 123 4567", "555", "[number]"),
    "a hashtag": ("see #zork", "zork", "[hashtag]"),
    "an account": ("ask zork", "zork", "•••"),
    "an account in pieces": ("ask zork_99", "zork", "•••"),
}


@pytest.mark.parametrize(("part", "gone", "instead"), HIDDEN.values(), ids=HIDDEN)
def test_what_leads_to_people_is_masked_however_many_write_it(part, gone, instead):
    posts = rows([f"{letter} women {part} today" for letter in "abcdefghijklmnopqrst"])
    posts += rows(["nothing"], "zork") + [
        {**rows(["nothing"])[0], "post_id": n, "author_id": n} for n in ("zork", "zork_99")
    ]
    found = passages(posts)
    assert len(found) == 10
    for each in found:
        assert gone not in each.text
        assert instead in each.text
        assert "today" in each.text
    verbatim = passages(posts, plan={"report": {"quotes": "verbatim"}}, quotes="verbatim")
    assert all(gone in each.text for each in verbatim)


def test_words_of_few_authors_are_masked():
    posts = rows([f"women saw the {'otter' if n < 8 else 'horse'} today" for n in range(40)])
    posts += [{**each, "author_id": "one"} for each in rows(["the otter"] * 30, "x")]
    found = " ".join(each.text for each in passages(posts, k=40, plan={"report": {"quotes": "verbatim"}}))
    assert "otter" not in found  # eight authors, and one who says it thirty times
    assert "horse" in found


def test_slurs_are_masked_and_counted_all_the_same(tmp_path):
    lexicon = tmp_path / "own"
    lexicon.mkdir()
    (lexicon / "terms.csv").write_text(
        "axis,group,form,tier,part_of_speech,number,note,source\ntown,zorkers,zorkers,strict,noun,plural,,own\n"
        "town,zorkers,zorkheads,strict,noun,plural,slur,own\n",
        encoding="utf-8",
    )
    (lexicon / "card.toml").write_text(
        'title = "Own"\nversion = "1"\nlanguage = "en"\nsource = "own"\nlicence = "CC0-1.0"\n', encoding="utf-8"
    )
    posts = rows([f"{letter} zorkheads came" for letter in "abcdefghijkl"])
    found = passages(posts, "zorkers", plan={"lexicons": {"identity": [str(lexicon)]}})
    assert len(found) == 10
    assert {each.mention for each in found} == {"z****"}


def test_a_mention_that_few_write_is_named_by_its_group():
    posts = rows([f"{letter} women" for letter in "abcdefgh"], "a") + rows(["the womenfolk"] * 5, "b")
    assert {each.mention for each in passages(posts, k=10)} == {"[women]"}


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"quotes": "none"}, "no passage is shown"),
        ({"quotes": "verbatim"}, "identify who wrote them"),
        ({"group": "womem"}, "Did you mean 'women'"),
        ({"theme": "apearance"}, "Did you mean 'appearance'"),
        ({"slot": "verb"}, "There is no slot"),
        ({"word": "two words"}, "one word"),
        ({"k": 0}, "1 to 50"),
        ({"k": 51}, "1 to 50"),
    ],
    ids=str,
)
def test_what_cannot_be_asked(asked, told):
    with pytest.raises(PlanError, match=told):
        audit.evidence(load(rows([COMMON])), **{"group": "women", **asked})


def test_a_group_by_its_axis():
    assert passages(rows([COMMON] * 12), "gender.women") == passages(rows([COMMON] * 12), "women")


# --- of findings -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told(northtown):
    posts = audit.load(str(northtown), plan=str(northtown.with_name("audit.toml")))
    return posts, audit.run(posts, workers=1)


def test_passages_of_a_finding(told):
    posts, findings = told
    found = findings.evidence("markers.gender.women.appearance", posts, k=5)
    assert len(found.passages) == 5
    assert found.passages == audit.evidence(posts, group="women", theme="appearance", k=5).passages
    both = findings.evidence("mentions.gender.women_men", posts, k=3)
    assert [each.title for each in both.sections] == ["Posts that mention women", "Posts that mention men"]
    labelled = findings.evidence("labels.toxic.yes.mention.religion.muslims", posts, k=3)
    assert labelled.sections[0].title == "Posts that mention Muslims, labelled “yes”"
    assert len(labelled.passages) == 3


def test_findings_that_stand_on_no_mention_say_so(told):
    posts, findings = told
    with pytest.raises(AuditError, match="no mentions of a group"):
        findings.evidence("representation.gender.women", posts)
    with pytest.raises(AuditError, match="Did you mean"):
        findings.evidence("markers.gender.women.apearance", posts)
