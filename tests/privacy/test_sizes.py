"""No sum or difference of printed sizes is that of a hidden cell: how many posts and authors each side of a comparison has."""

from __future__ import annotations

import itertools
from dataclasses import replace

import attacking
import pytest

import audit
from audit.metrics.attrition import figures as attrition_figures
from audit.metrics.attrition.figures import Figures

#: Everything that is printed of this dataset comes in whole hundreds; what is hidden, and what is beside it, does not.
STEP = 100
HIDDEN_POSTS, HIDDEN_AUTHORS = 37, 3
#: Posts, authors and the group that these state.
GROUPS = ((900, 100, "woman"), (600, 60, "man"), (300, 30, "nonbinary"), (HIDDEN_POSTS, HIDDEN_AUTHORS, "martian"))
UNSTATED_POSTS, UNSTATED_AUTHORS = 163, 17
ASKED = {"groups": {"gender": "gender"}, "labels": ["label"], "workers": 1}


@pytest.fixture(scope="module")
def rows():
    """Posts of groups in hundreds, one group of three authors, and some that state nothing; half name people, some are gone."""
    made = []
    for posts, authors, gender in (*GROUPS, (UNSTATED_POSTS, UNSTATED_AUTHORS, None)):
        for at in range(posts):
            author = f"{gender}{at % authors}"
            # Who is named, the label and what became of a post go on in steps that hold for every ten authors.
            named = ("women", "men", "rain", "rain")[(at // 10) % 4]
            made.append(
                {
                    "post_id": f"p{len(made)}",
                    "author_id": author,
                    "text": f"the {named} came to town {len(made)}",
                    "gender": gender,
                    "label": "yes" if (at // 5) % 2 else "no",
                    "status": "deleted" if at % 10 < 4 else "present",
                }
            )
    return made


def sizes(findings):
    """Every number of posts, and of authors, that is printed, with whose it is."""
    posts, authors = {findings.dataset["posts"]: "all"}, {findings.dataset["authors"]: "all"}
    for each in findings.estimates:
        side = each.other_side
        for number, of in ((each.n_posts, each.id), (each.n_counted, each.id), (side and side.n_posts, each.id)):
            posts.update({number: of} if number is not None else {})
        for number, of in ((each.n_authors, each.id), (side and side.n_authors, each.id)):
            authors.update({number: of} if number is not None else {})
    return posts, authors


def reached(numbers, wanted, terms=3):
    """Which sums and differences of so many printed numbers come to one of those wanted."""
    signed = [(sign * number, f"{'-+'[sign > 0]} {of}") for number, of in numbers.items() for sign in (1, -1)]
    for many in range(1, terms + 1):
        for some in itertools.combinations(signed, many):
            if sum(number for number, _ in some) in wanted:
                return [of for _, of in some]
    return []


def of_gender(findings):
    """The figures by what authors state, whose groups the hidden one is among."""
    return replace(
        findings,
        estimates=tuple(
            each for each in findings.estimates if {"gender"} & set(each.group) and "mention" not in each.id
        ),
    )


def test_no_sum_or_difference_of_sizes_is_a_hidden_group(rows):
    findings = of_gender(audit.run(rows, **ASKED, metrics=["representation", "labels", "attrition"]))
    compared = [each for each in findings.estimates if each.other_side is not None and each.status == "ok"]
    assert {each.metric for each in compared if each.other_side.status == "ok"} == {"labels"}
    assert {each.metric for each in compared if each.other_side.status == "suppressed"} == {"attrition"}
    posts, authors = sizes(findings)
    assert len(posts) > 8
    assert reached(posts, {HIDDEN_POSTS, UNSTATED_POSTS}) == []
    assert reached(authors, {HIDDEN_AUTHORS, UNSTATED_AUTHORS}) == []


def test_the_size_of_all_who_state_a_group_would_be_one(rows, monkeypatch):
    """What the report hides is what an attacker lacks: with it, less the groups that are printed, the few are found out."""
    seen = Figures._whole

    def exact(self, outcome, whole, axis=None):
        of = int(attrition_figures._counted(whole, outcome)[1].sum())
        return replace(seen(self, outcome, whole, axis), n_posts=of, status="ok")

    monkeypatch.setattr(Figures, "_whole", exact)
    findings = of_gender(audit.run(rows, **ASKED, metrics=["representation", "labels", "attrition"]))
    assert reached(sizes(findings)[0], {HIDDEN_POSTS}) != []


def test_who_names_a_group_by_loose_forms_alone_is_not_left_by_two_sizes(rows):
    """Posts that name it strictly, and in no form: were the few others left of all posts, their number would follow."""
    strict = [{**each, "text": each["text"].replace("women", "black people")} for each in rows]
    loosely = [{**each, "text": each["text"].replace("rain", "black dog")} for each in strict if "rain" in each["text"]]
    few = [each for each in loosely if each["author_id"] in {loosely[0]["author_id"], loosely[-1]["author_id"]}]
    replaced = {each["post_id"]: each for each in few}
    told = {}
    for name, posts in (("none", strict), ("few", [replaced.get(each["post_id"], each) for each in strict])):
        findings = audit.run(posts, labels=["label"], metrics=["labels"], workers=1)
        [gap] = [
            each
            for each in findings.estimates
            if each.id == "labels.label.yes.mention.race_ethnicity.black_people.difference"
        ]
        assert gap.status == "ok"
        told[name] = gap.other_side
    own = sum("black people" in each["text"] for each in strict)
    assert told["none"].n_posts == len(rows) - own
    assert (told["few"].n_posts, told["few"].status) == (None, "suppressed")


def test_sizes_stand_only_beside_figures_that_are_told(rows):
    findings = audit.run(rows, **ASKED)
    assert any(each.n_counted is not None for each in findings.estimates)
    for each in findings.estimates:
        if each.status != "ok" or each.n_posts is None or "rounded" in each.note:
            assert each.n_counted is None, each.id
            assert each.other_side is None or each.other_side.n_posts is None, each.id
            assert each.other_side is None or each.other_side.status != "ok" or each.other_side.n_authors is None, (
                each.id
            )


@pytest.mark.parametrize("seed", [102, 107])
def test_the_attack_on_all_metrics_finds_a_size_that_is_not_held_back(seed, monkeypatch):
    """Linear combinations of everything printed, not sums of three: nothing with what is hidden, a group without."""
    rows = attacking.dataset(seed, gone=8)
    targets = list(attacking.targets(rows))
    groups = {"groups": {"gender": "gender", "region": "region"}, "labels": ["label"], "workers": 1}
    guarded = audit.run(attacking.as_posts(rows), **groups)
    assert attacking.found_out(list(attacking.equations(guarded)), targets) == []
    seen = Figures._whole

    def exact(self, outcome, whole, axis=None):
        of = int(attrition_figures._counted(whole, outcome)[1].sum())
        return replace(seen(self, outcome, whole, axis), n_posts=of, status="ok")

    monkeypatch.setattr(Figures, "_whole", exact)
    naive = audit.run(attacking.as_posts(rows), **groups)
    assert attacking.found_out(list(attacking.equations(naive)), targets) != []


@pytest.mark.parametrize(("in_english", "told"), [(0, True), (2, False)])
def test_of_posts_that_are_alike_the_few_who_name_a_group_loosely_are_not_left(rows, in_english, told):
    """Enough authors name it loosely, but few of them in English, whose labelled posts are told beside the languages."""
    label = ("yes", "no", "no")
    english = [
        {
            **each,
            "lang": "en",
            "text": each["text"].replace("women", "black people") + " and on" * (at % 7),
            "label": label[(at * 7919 + at // 3) % 3],
        }
        for at, each in enumerate(rows)
    ]
    for at in [at for at, each in enumerate(english) if "rain" in each["text"]][:in_english]:
        english[at]["text"] = english[at]["text"].replace("rain", "black dog")
    german = [
        {
            "post_id": f"d{author}-{at}",
            "author_id": f"d{author}",
            "lang": "de",
            "label": label[author % 2],
            "text": f"{('ein schwarzer kam', 'der Regen kam')[at % 2]} {at}",
        }
        for author in range(40)
        for at in range(3)
    ]
    findings = audit.run([*english, *german], labels=["label"], metrics=["labels"], workers=1)
    raw = findings.estimate("labels.label.yes.mention.race_ethnicity.black_people.difference")
    alike = findings.estimate("labels.label.yes.mention.race_ethnicity.black_people.adjusted_difference")
    assert (raw.status, alike.status) == ("ok", "ok")
    assert raw.other_side.n_posts is not None
    assert (alike.other_side.n_posts is not None) is told


def test_the_few_who_could_not_be_read_are_told_with_those_who_name_a_group_in_no_form(rows):
    """Of all posts, those that name it and those that name it in no form would leave the few in a language nobody reads."""
    few = [{**each, "lang": "fi", "text": "sade tuli kaupunkiin"} for each in rows if "rain" in each["text"]][:2]
    replaced = {each["post_id"]: each for each in few}
    posts = [replaced.get(each["post_id"], {**each, "lang": "en"}) for each in rows]
    findings = audit.run(posts, labels=["label"], metrics=["labels"], workers=1)
    for kind in ("difference", "adjusted_difference"):
        gap = findings.estimate(f"labels.label.yes.mention.gender.women.{kind}")
        assert gap.status == "ok"
        assert "or could not be read" in gap.other_side.what
        assert gap.n_posts + gap.other_side.n_posts == len(rows)
