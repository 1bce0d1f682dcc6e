"""Two collections: what is in both is counted, a population that is known is recovered, and halves of one are alike."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import audit
from audit import statistics
from audit.errors import NoPostsError
from audit.hashing import hash_bytes
from audit.overlapping import overlap_audit
from audit.report import json_file

WORDS = [f"{a}{b}" for a in ("mar", "tol", "ven", "sur", "pla") for b in ("ket", "ber", "ning", "to", "ral", "dex")]


def drawn(seed=1, posts=6000, authors=600, words=WORDS, languages=(0.8, 0.15, 0.05)):
    """Posts of one topic; authors prefer some words, hashtags and one community."""
    random = np.random.default_rng(seed)
    who = random.integers(0, authors, posts)
    shares = 1 / np.arange(1, len(words) + 1)
    own = random.gamma(0.5, 1, (authors, len(words))) * shares
    own /= own.sum(axis=1, keepdims=True)
    place = random.integers(0, 4, authors)
    said = [random.choice(len(words), 6, p=own[each]) for each in who]
    language = random.choice(["en", "de", "fr"], posts, p=languages)
    return [
        {
            "post_id": f"{seed}x{index}",
            "author_id": f"author {seed} {author}",
            "text": " ".join(words[each] for each in said[index])
            + f" #{words[said[index][0]]}tag nr {seed * 100_000 + index}",
            "lang": str(language[index]),
            "community": f"c{place[author]}",
            "created_at": f"2024-03-{1 + index % 9:02d}T10:00:00Z",
        }
        for index, author in enumerate(who)
    ]


@pytest.fixture(scope="module")
def posts():
    return drawn()


@pytest.fixture(scope="module")
def caught(posts):
    """Each post on its own: half of them in one collection, four in ten in the other."""
    random = np.random.default_rng(2)
    first, second = random.random(len(posts)) < 0.5, random.random(len(posts)) < 0.4
    return [[each for each, chosen in zip(posts, own, strict=True) if chosen] for own in (first, second)]


def estimates(findings):
    return {each.id.removeprefix("overlap."): each for each in findings.estimates}


def test_what_is_in_both_equals_a_reference_in_pandas(caught):
    found = estimates(audit.overlap(*caught, workers=1))
    frames = [pd.DataFrame(each) for each in caught]
    for side, own, other in (("first", *frames), ("second", *frames[::-1])):
        both = own.post_id.isin(other.post_id)
        bucket = own.author_id.map(lambda each: hash_bytes(each.encode()) % 128)
        expected = statistics.share(*(np.bincount(bucket[rows], minlength=128) for rows in (both, own.post_id.notna())))
        estimate = found[f"{side}.in_the_other.share"]
        assert (estimate.value, estimate.low, estimate.high) == pytest.approx(
            (expected.value, expected.low, expected.high)
        )
        assert (estimate.n_posts, estimate.n_authors) == (len(own), own.author_id.nunique())
        day = own.created_at.str.startswith("2024-03-04")
        assert found[f"{side}.in_the_other.2024-03-04.share"].value == pytest.approx(both[day].mean())
        assert found[f"{side}.in_the_other.2024-03-04.share"].n_authors == own.author_id[day].nunique() > 128


def test_a_population_that_is_known_is_recovered(posts, caught):
    findings = audit.overlap(*caught, workers=1)
    size = estimates(findings)["population"]
    n1, n2 = (len(each) for each in caught)
    both = len({each["post_id"] for each in caught[0]} & {each["post_id"] for each in caught[1]})
    assert size.value == pytest.approx((n1 + 1) * (n2 + 1) / (both + 1) - 1)
    assert size.low <= len(posts) <= size.high
    assert (size.high - size.low) / size.value < 0.2
    said = findings.finding("overlap.population")
    assert "independently" in said.title
    assert any("no count of the two can tell" in each for each in said.caveats)


def test_halves_of_one_collection_are_alike(caught):
    found = audit.overlap(*caught, workers=1)
    assert not [each for each in found.findings if each.reading == "shown"]
    assert estimates(found)["words.top_20.within"].value < 1


def test_another_topic_is_told_apart():
    random = np.random.default_rng(8)
    others = [str(each) for each in random.permutation(WORDS)]
    findings = audit.overlap(drawn(1), drawn(2, words=others, languages=(0.55, 0.4, 0.05)), workers=1)
    shown = {each.id for each in findings.findings if each.reading == "shown"}
    assert {"overlap.words", "overlap.languages.de", "overlap.languages.en"} <= shown
    assert "overlap.languages.fr" not in shown
    found = estimates(findings)
    assert found["languages.divergence"].value > 3 * found["languages.divergence"].reference.value
    assert any("nothing is in both" in each.reason for each in findings.not_measured)


def test_two_samples_of_one_population_are_not_told_apart():
    false = 0
    for seed in range(6):
        findings = audit.overlap(
            drawn(100 + seed, posts=2500, authors=300), drawn(200 + seed, posts=2500, authors=300), workers=1
        )
        false += any(each.reading == "shown" for each in findings.findings)
    assert false <= 1


def test_the_divergence_is_that_of_jensen_and_shannon(caught):
    """An independent library: the square of scipy's distance to base 2."""
    distance = pytest.importorskip("scipy.spatial.distance")
    frames = [pd.DataFrame(each) for each in caught]
    shares = [each.community.value_counts(normalize=True).sort_index() for each in frames]
    expected = distance.jensenshannon(*shares, base=2) ** 2
    assert estimates(audit.overlap(*caught, workers=1))["communities.divergence"].value == pytest.approx(expected)


def test_without_ids_texts_are_compared_and_that_is_said(caught):
    bare = [[{name: value for name, value in each.items() if name != "post_id"} for each in side] for side in caught]
    with_ids = estimates(audit.overlap(*caught, workers=1))
    findings = audit.overlap(caught[0], bare[1], workers=1)
    found = estimates(findings)
    for name in ("first.in_the_other.share", "second.in_the_other.share", "population"):
        assert found[name].value == pytest.approx(with_ids[name].value)
    assert any("exactly the same text" in each for each in findings.finding("overlap.in_the_other").caveats)


def test_order_split_and_copies_change_nothing(caught, in_batches):
    expected = json_file.encode(overlap_audit(*caught, workers=1).findings)
    assert json_file.encode(overlap_audit(*(each[::-1] for each in caught), workers=1).findings) == expected
    in_batches(700)
    assert json_file.encode(overlap_audit(*caught, workers=1).findings) == expected


def test_sides_may_be_exchanged(caught):
    one, other = (estimates(audit.overlap(*each, workers=1)) for each in (caught, caught[::-1]))
    assert one["first.in_the_other.share"].value == other["second.in_the_other.share"].value
    assert one["population"].value == other["population"].value
    assert one["languages.de.difference"].value == pytest.approx(-other["languages.de.difference"].value)


def test_posts_are_drawn_where_they_are_too_many(caught, monkeypatch):
    from audit.metrics.overlap import counts as overlap_counts

    whole = estimates(audit.overlap(*caught, workers=1))
    monkeypatch.setattr(overlap_counts, "MOST_IDS", 1000)
    findings = audit.overlap(*caught, workers=1)
    found = estimates(findings)
    assert found["population"].value == pytest.approx(whole["population"].value, rel=0.15)
    assert any("drawn by hash" in each for each in findings.finding("overlap.in_the_other").caveats)


def test_few_authors_in_both_are_not_told_of(caught):
    first = caught[0]
    kept = {each["post_id"] for each in first[:4]}
    second = [
        {**each, "post_id": f"o{index}"} if each["post_id"] not in kept else each for index, each in enumerate(first)
    ]
    findings = audit.overlap(first, second, workers=1)
    found = estimates(findings)
    assert found["first.in_the_other.share"].status == "suppressed"
    assert found["population"].status == "suppressed"
    assert not [each for each in found if ".in_the_other.2024" in each]
    assert "4 of them" not in json_file.encode(overlap_audit(first, second, workers=1).findings).decode()


def test_authors_that_are_named_otherwise_are_noticed(caught):
    renamed = [{**each, "author_id": f"number {hash_bytes(each['author_id'].encode())}"} for each in caught[1]]
    findings = audit.overlap(caught[0], renamed, workers=1)
    assert any("name another author" in each for each in findings.finding("overlap.words").caveats)
    assert not any(
        "name another author" in each for each in audit.overlap(*caught, workers=1).finding("overlap.words").caveats
    )


def test_no_term_id_or_author_is_in_what_is_written(caught):
    written = json_file.encode(overlap_audit(*caught, workers=1).findings).decode()
    assert not [each for each in WORDS if each in written and each not in ("market",)]
    assert "1x1" not in written
    assert "author 1 " not in written


def test_nothing_to_compare_is_an_error(caught):
    with pytest.raises(NoPostsError):
        audit.overlap(caught[0], [{"text": None, "id": None}])


def test_the_command(caught, postaudit, tmp_path):
    paths = [tmp_path / "first.csv", tmp_path / "second.csv"]
    for path, rows in zip(paths, caught, strict=True):
        pd.DataFrame(rows).to_csv(path, index=False)
    told = postaudit("overlap", *paths, "-o", tmp_path / "reports")
    assert told.code == 0
    assert "are in second" in told.out
    [report] = (tmp_path / "reports").glob("*/report.html")
    assert "What two collections have in common" in report.read_text()
    assert postaudit("overlap", paths[0]).code == 2
    assert "Chapman" in postaudit("explain", "overlap").out


def test_the_same_posts_twice_tell_of_no_population(caught):
    """What neither caught is estimated from what one alone caught, and here that is nothing."""
    findings = audit.overlap(caught[0], caught[0], workers=1)
    assert estimates(findings)["population"].value is None
    assert any("both hold the same" in each.reason for each in findings.not_measured)
    assert "overlap.in_the_other" in {each.id for each in findings.findings}
