"""Words around groups: planted ones are found, others are not, and nobody is given away."""

from __future__ import annotations

import json

import numpy as np
import pytest

from audit import resources
from audit.api import save_tally
from audit.metrics import ON_REQUEST, all_metrics
from audit.metrics.associations.associations import NAME, Associations
from audit.metrics.associations.counts import ROWS
from audit.metrics.associations.items import excluded_words, items_of, slur_words
from audit.metrics.base import Scope
from audit.metrics.withheld import without_rows
from audit.plan import Plan
from audit.statistics.word_counts import WordCounts
from audit.statistics.word_rates import compare_words
from audit.tally import Tally
from audit.text.token_table import word_hashes

GROUPS = ("women", "men", "Muslims", "Christians")
COMMON = ("garden", "river", "music", "window", "table", "number", "market", "summer")


def written(posts=4000, authors=600, planted=0.3, seed=4, extra="") -> list[dict]:
    """Posts about one of four groups in words drawn alike, but that posts about women say "orchard" more often."""
    random = np.random.default_rng(seed)
    rows = []
    for index in range(posts):
        author = int(random.integers(authors))
        group = str(random.choice(GROUPS))
        words = random.choice(COMMON, 3, replace=False).tolist()
        if random.random() < (planted if group == "women" else 0.05):
            words.append("orchard")
        text = f"I saw that the {group} were in the {' and the '.join(words)}{extra}"
        rows.append({"post_id": f"{index}", "author_id": f"author {author}", "text": text, "lang": "en"})
    return rows


@pytest.fixture(scope="module")
def found(judged):
    return judged(NAME, written())


def test_planted_words_are_found_and_no_other(found, well_said):
    shown = [each for each in found.judgement.findings if each.reading == "shown"]
    assert {each.id for each in shown} == {f"{NAME}.gender.women.words", f"{NAME}.gender.men.words"}
    ratio = found.estimates[f"{NAME}.gender.women.words.orchard.ratio"]
    assert 3 < ratio.low < ratio.high < 9  # 0.30 over 0.05
    assert found.estimates[f"{NAME}.gender.men.words.orchard.ratio"].high < 1
    assert {each.group["word"] for each in found.judgement.estimates} == {"orchard"}
    well_said(found.judgement)


def test_figures_are_those_of_the_posts(found):
    """The ratio and both shares counted post by post."""
    rows = [each["text"] for each in written()]
    women = [each for each in rows if "women" in each]
    men = [each for each in rows if " men " in each]
    here, there = (np.mean(["orchard" in each for each in side]) for side in (women, men))
    own = f"{NAME}.gender.women.words.orchard"
    assert found.estimates[f"{own}.share"].value == pytest.approx(here)
    assert found.estimates[f"{own}.share_of_others"].value == pytest.approx(there)
    assert found.estimates[f"{own}.ratio"].value == pytest.approx(here / there)
    assert found.estimates[f"{own}.ratio"].n_posts == sum("orchard" in each for each in women + men)
    assert found.estimates[f"{own}.share"].n_posts == len(women)


def test_equal_to_the_statistic_on_the_same_counts(found):
    rows = [each for each in written() if "women" in each["text"] or " men " in each["text"]]
    people = sorted({each["author_id"] for each in rows})
    author = np.array([people.index(each["author_id"]) for each in rows])
    side = np.array([0 if "women" in each["text"] else 1 for each in rows])
    posts = np.array([np.bincount(author[side == at], minlength=len(people)) for at in (0, 1)])
    has = np.array(["orchard" in each["text"] for each in rows])
    counts = WordCounts.of(author[has], side[has], np.zeros(has.sum(), int), np.ones(has.sum(), int), posts)
    told, ratio = compare_words(counts, tolerance=1.25), found.estimates[f"{NAME}.gender.women.words.orchard.ratio"]
    expected = (told.low[0], told.high[0], told.p_value[0])
    assert (ratio.low, ratio.high, ratio.p_value) == pytest.approx(expected, rel=1e-9)


def test_nothing_is_shown_where_nothing_is_planted(judged):
    clean = judged(NAME, written(planted=0.05, seed=9))
    assert not [each for each in clean.judgement.findings if each.reading == "shown"]
    assert clean.findings[f"{NAME}.gender"].reading in ("inconclusive", "shown_small")
    assert "could not be settled" in clean.findings[f"{NAME}.gender"].statement


def test_words_moved_between_posts_lose_their_group(judged):
    rows = written()
    random = np.random.default_rng(1)
    halves = [each["text"].split(" were in ") for each in rows]
    order = random.permutation(len(rows))
    moved = [{**row, "text": f"{halves[at][0]} were in {halves[to][1]}"} for at, (row, to) in enumerate(zip(rows, order, strict=True))]  # fmt: skip
    assert not [each for each in judged(NAME, moved).judgement.findings if each.reading == "shown"]


@pytest.mark.parametrize("times", [2, 3])
def test_a_file_read_several_times_over_says_the_same(judged, found, times):
    again = judged(NAME, *[written()] * times)
    for name, estimate in found.estimates.items():
        if estimate.measure == "ratio":
            same = again.estimates[name]
            assert (same.value, same.low, same.high) == (estimate.value, estimate.low, estimate.high)
            assert (same.p_value, same.q_value) == (estimate.p_value, estimate.q_value)
    assert {each.id: each.reading for each in again.judgement.findings} == {
        each.id: each.reading for each in found.judgement.findings
    }


def test_copies_pass_no_floor(judged):
    """Ten posts, each there three times over, are ten posts."""
    rows = written(600, 300, planted=0)
    few = [{**row, "text": f"{row['text']} plus a lantern"} for row in rows[:12]] + rows[12:]
    judged_once, thrice = judged(NAME, few), judged(NAME, few, few, few)
    for each in (judged_once, thrice):
        assert "lantern" not in json.dumps([repr(one) for one in each.judgement.estimates])
    assert judged_once.findings[f"{NAME}.gender"].statement == thrice.findings[f"{NAME}.gender"].statement


def test_what_is_counted(batch_of):
    text = (
        "The #BlackLivesMatter march: Muslims 🎉 don't like https://www.example.org/a @someone, sunny weather #Muslims"
    )
    posts = batch_of([{"post_id": "1", "author_id": "a", "text": text, "lang": "en"}])
    names = set(items_of(posts, np.array([True])).names.values())
    assert ("hashtag", "#blacklivesmatter") in names
    assert ("domain", "example.org") in names
    assert {("word", each) for each in ("march", "🎉", "sunny", "weather")} <= names
    told = {name for _, name in names}
    assert not told & {"the", "muslims", "#muslims", "black", "example", "someone", "@someone"}


def test_hashtags_that_touch_and_hashtags_with_underscores(batch_of):
    text = "The women were there #OneDay#two_days #one_day #ONEDAY"
    posts = batch_of([{"post_id": "1", "author_id": "a", "text": text, "lang": "en"}])
    items = items_of(posts, np.array([True]))
    assert {name for kind, name in items.names.values() if kind == "hashtag"} == {"#oneday", "#twodays"}
    assert len(items.item) == len(set(items.item.tolist()))


@pytest.mark.parametrize(
    ("link", "domain"),
    [
        ("http://News.Example.co.uk:80/x?y#z", "news.example.co.uk"),
        ("https://www.example.com.", "example.com"),
        ("https://user@example.net/", "example.net"),
        ("https://t.co/abc", None),
        ("http://localhost/x", None),
    ],
)
def test_domains_of_links(batch_of, link, domain):
    posts = batch_of([{"post_id": "1", "author_id": "a", "text": f"The women said {link} of it", "lang": "en"}])
    names = items_of(posts, np.array([True])).names.values()
    assert {name for kind, name in names if kind == "domain"} == ({domain} if domain else set())


def test_the_same_items_in_any_batch(batch_of):
    rows = written(60, extra=" https://example.org/x #GardenParty 🎉")
    whole = items_of(batch_of(rows), np.ones(60, dtype=bool))
    parts = [items_of(batch_of(rows[at : at + 20]), np.ones(20, dtype=bool)) for at in (0, 20, 40)]
    pairs = {(post + 20 * at, item) for at, each in enumerate(parts) for post, item in zip(each.post.tolist(), each.item.tolist(), strict=True)}  # fmt: skip
    assert pairs == set(zip(whole.post.tolist(), whole.item.tolist(), strict=True))
    assert len(pairs) == len(whole.post)


def test_kinds_are_told_apart(judged):
    rows = written(planted=0.05)
    for row in rows:
        if "women" in row["text"] and int(row["post_id"]) % 3:
            row["text"] += " 🎉 #GardenParty https://example.org/x"
    told = judged(NAME, rows).findings
    assert {each for each in told if "women" in each} == {f"{NAME}.gender.women.{kind}" for kind in ("emoji", "hashtags", "domains")}  # fmt: skip


def test_words_are_topics_and_say_so(found):
    for each in found.judgement.findings:
        assert each.severity == "none"
        assert each.harm == "validity"
        assert any("topics of posts, not descriptions of people" in caveat for caveat in each.caveats)
    assert "topics, not traits" in found.findings[f"{NAME}.gender.women.words"].title


def rare_on_one_side(few: int) -> list[dict]:
    """ "orchard" in posts about women by many authors, and in posts about men by few."""
    rows = written(planted=0.0, authors=900)
    rows = [{**row, "text": row["text"].replace(" and the orchard", "")} for row in rows]
    about = {group: [at for at, row in enumerate(rows) if f"the {group} " in row["text"]] for group in ("women", "men")}
    men = {rows[at]["author_id"]: at for at in about["men"]}
    for at in [*about["women"][:300], *list(men.values())[:few]]:
        rows[at]["text"] += " and the orchard"
    return rows


@pytest.mark.parametrize("few", [1, 9, 10, 0])
def test_few_authors_on_one_side_are_not_told_of(judged, few):
    told = judged(NAME, rare_on_one_side(few))
    own = [each for name, each in told.estimates.items() if ".orchard." in name]
    assert own
    hidden = 0 < few < 10
    assert {each.status for each in own if each.measure == "ratio"} == {"suppressed" if hidden else "ok"}
    if hidden:
        assert all(each.value is each.low is each.p_value is each.n_posts is each.n_authors is None for each in own)
        assert not any(character.isdigit() for character in told.findings[f"{NAME}.gender.women.words"].statement.split("First")[1])  # fmt: skip


def test_few_authors_of_a_third_group_do_not_follow_from_the_others(judged):
    """Two groups of three that are printed in full leave over the third: of nine authors it is not told, of twelve it is."""

    def posts(third: int) -> list[dict]:
        rows = []
        for index, group in enumerate(["Muslims"] * 1500 + ["Christians"] * 1500 + ["Jews"] * 1500):
            each = index % 1500
            has = each < {"Muslims": 400, "Christians": 100, "Jews": third}[group]
            text = f"I saw that the {group} were in the garden{' and the orchard' if has else ''}"
            rows.append({"post_id": f"{index}", "author_id": f"{index}", "text": text, "lang": "en"})
        return rows

    def printed(third: int) -> set[str]:
        told = judged(NAME, posts(third)).estimates
        return {
            name.split(".")[2] for name, each in told.items() if name.endswith("orchard.ratio") and each.status == "ok"
        }

    assert printed(12) >= {"muslims", "christians"}
    assert len(printed(9) & {"muslims", "christians"}) < 2
    assert "jews" not in printed(9)


def test_words_of_few_authors_do_not_leave(judged):
    """Nine authors who say a word a hundred times each are not enough."""
    rows = written(planted=0.0)
    women = [row for row in rows if "women" in row["text"]]
    for at, row in enumerate(women[:400]):
        row["text"] += " and the lantern"
        row["author_id"] = f"lantern {at % 9}"
    assert "lantern" not in repr(judged(NAME, rows).judgement)


def test_slurs_are_masked(judged):
    slur = next(each for each in sorted(slur_words()) if each.isascii() and len(each) > 4)
    rows = written(planted=0.05)
    for row in rows:
        if "women" in row["text"] and int(row["post_id"]) % 3:
            row["text"] += f" #stop{slur}s"
    told = repr(judged(NAME, rows).judgement)
    assert "#s****" in told
    assert slur not in told


def test_identity_terms_and_function_words_are_no_words(found):
    assert len(excluded_words()) > 400
    assert np.isin(word_hashes(["the", "a", "was", "he's", "women", "muslims"]), excluded_words()).all()
    told = {each.group["word"] for each in found.judgement.estimates}
    assert not told & {"the", "women", "men", "muslims"}


def test_no_text_language_or_group_is_not_measured(judged, batch_of):
    assert "There is no text." in judged(NAME, written(50), without=["text"]).reasons
    assert "No post mentions a group" in judged(NAME, [{"post_id": "1", "author_id": "a", "text": "It was the day of the week", "lang": "en"}]).reasons  # fmt: skip
    assert "no word is used in at least 20 posts" in judged(NAME, written(30)).reasons


def test_without_authors_texts_stand_for_them(judged):
    told = judged(NAME, written(), without=["author_id"])
    ratio = told.estimates[f"{NAME}.gender.women.words.orchard.ratio"]
    assert ratio.n_authors is None
    assert any("name no authors" in each for each in told.findings[f"{NAME}.gender.women.words"].caveats)


def test_a_sample_of_authors_says_its_rate(judged, monkeypatch):
    monkeypatch.setattr("audit.metrics.associations.counts.BOUND", 6000)
    whole, halves = judged(NAME, written()), judged(NAME, written()[:1500], written()[1500:])
    assert whole.tally.samples[ROWS].rate < 1
    assert whole.judgement == halves.judgement
    assert "of authors, drawn by hash" in whole.findings[f"{NAME}.gender"].statement
    # Whoever is drawn is drawn with all posts.
    sample, everyone = whole.tally.samples[ROWS], judged(NAME, written()).tally
    assert set(sample.column("owner").tolist()) <= set(everyone.samples[ROWS].column("owner").tolist())


def test_words_are_never_written_into_a_tally_file(found):
    kept = without_rows(found.tally)
    assert not kept.samples
    assert "orchard" not in repr(kept)
    assert all(cell[0] != NAME for cells in (kept.counts, kept.authors) for cell in cells)
    scope = Scope(Plan(), 4000, 600, has_authors=True)
    for tally in (kept, kept + kept):
        judgement = Associations().judge(tally, scope)
        assert not judgement.estimates
        assert "never written into a tally file" in judgement.not_measured[0].reason
    assert without_rows(Tally()).is_empty()


def test_a_saved_tally_holds_no_word(tmp_path):
    import audit
    from audit.api import merge, run_audit

    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps({"id": row["post_id"], "author": row["author_id"], "text": row["text"], "lang": "en"}) + "\n" for row in written()))  # fmt: skip
    result = run_audit(audit.load(path), also=[NAME])
    assert [each for each in result.findings if each.metric == NAME and each.reading == "shown"]
    octets = save_tally(result, b"0" * 16)
    assert b"orchard" not in octets
    (tmp_path / "one.tally").write_bytes(octets)
    merged = merge([tmp_path / "one.tally"])
    assert [each.reason for each in merged.not_measured if each.metric == NAME]
    assert not [each for each in merged.estimates if each.metric == NAME]


def test_it_is_measured_where_it_is_asked_for():
    assert NAME in ON_REQUEST
    assert NAME in [each.name for each in all_metrics()]
    assert resources.identity_terms().rows
