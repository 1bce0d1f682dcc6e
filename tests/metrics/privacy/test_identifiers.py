"""Identifiers counted in posts: against a naive count, by the laws of tallies, and nothing of few authors told."""

from __future__ import annotations

import numpy as np
import pytest

from audit.metrics.base import Scope
from audit.metrics.privacy.identifiers import CLASSES, count_identifiers, judge_identifiers
from audit.plan import Plan
from audit.tally import Tally
from audit.tally.tally_file import save
from audit.text.identifiers import KINDS

MAIL, PHONE, CARD = "write to jo@example.org", "call me 212-555-0123", "my card 4111 1111 1111 1111"


def rows(planted: dict[str, list[int]], n: int = 2000, authors: int = 300) -> list[dict]:
    """Posts of equal authors; ``planted`` has texts and the numbers of the posts that carry them."""
    made = [
        {"post_id": f"p{i}", "author_id": f"author {i % authors}", "text": f"nothing of note on day {i}"}
        for i in range(n)
    ]
    for text, which in planted.items():
        for i in which:
            made[i]["text"] = f"{made[i]['text']} {text}"
    return made


def tally_of(*batches) -> Tally:
    tally = Tally()
    for batch in batches:
        count_identifiers(batch, tally)
    return tally


def judged(tally: Tally, authors: int = 300, **plan):
    scope = Scope(Plan.make(plan), tally.posts(("privacy", "identifiers", "posts")), authors, authors > 0)
    judgement = judge_identifiers(tally, scope)
    return {each.id: each for each in judgement.estimates}, {each.id: each for each in judgement.findings}


@pytest.fixture(scope="module")
def planted():
    return rows(
        {
            MAIL: list(range(100)),
            PHONE: list(range(50, 90)),
            CARD: [3, 303, 603],
            "hi @xylo_qq": list(range(0, 900, 2)),
        }
    )


def test_each_post_is_counted_once_per_kind_as_a_naive_count_has_it(planted, batch_of):
    planted = [
        *planted,
        {"post_id": "q", "author_id": "one", "text": f"{MAIL} {MAIL} {MAIL}"},
        {"post_id": "r", "author_id": "one", "text": None},
    ]
    tally = tally_of(batch_of(planted))
    texts = [row["text"] for row in planted if row["text"]]
    for kind, word in {"email": "@example", "phone": "212-", "payment_card": "4111", "handle": "@xylo_qq"}.items():
        assert tally.posts(("privacy", "identifiers", "validated", kind)) == sum(word in text for text in texts)
        authors = {row["author_id"] for row in planted if word in (row["text"] or "")}
        assert tally.n_authors(("privacy", "identifiers", "validated", kind)) == len(authors)
    assert tally.posts(("privacy", "identifiers", "posts")) == len(texts)
    assert tally.posts(("privacy", "identifiers", "any", "contacts")) == sum(
        "@example" in text or "212-" in text for text in texts
    )


def test_estimates_say_the_shares_with_authors_and_posts(planted, batch_of):
    estimates, findings = judged(tally_of(batch_of(planted)))
    mail = estimates["privacy.identifiers.email.share_of_posts"]
    assert mail.value == pytest.approx(100 / 2000)
    assert mail.low < 0.05 < mail.high
    assert (mail.n_posts, mail.n_authors) == (2000, 300)
    assert estimates["privacy.identifiers.email.share_of_authors"].value == pytest.approx(100 / 300)
    assert findings["privacy.identifiers.contacts"].reading == "shown"
    assert findings["privacy.identifiers.contacts"].severity == "medium"
    assert findings["privacy.identifiers.mentions"].severity == "low"


def test_what_is_not_there_is_zero_with_its_upper_limit(batch_of):
    estimates, findings = judged(tally_of(batch_of(rows({}))))
    for kind in KINDS:
        share = estimates[f"privacy.identifiers.{kind.name}.share_of_posts"]
        assert share.value == 0
        assert 0 < share.high < 0.05
    assert {each.reading for each in findings.values()} == {"inconclusive"}
    many = rows({}, n=20_000, authors=10_000)
    assert {each.reading for each in judged(tally_of(batch_of(many)), 10_000)[1].values()} == {"shown_small"}


def test_few_authors_are_hidden_but_it_is_said_that_something_is_there(planted, batch_of):
    estimates, findings = judged(tally_of(batch_of(planted)))
    card = estimates["privacy.identifiers.payment_card.share_of_posts"]
    assert card.status == "suppressed"
    assert card.value is card.n_posts is card.n_authors is None
    said = findings["privacy.identifiers.documents"]
    assert "fewer than 10 authors" in said.statement
    assert "payment cards" in said.statement
    assert said.reading == "not_assessed"


def test_a_hidden_kind_cannot_be_had_from_the_figure_over_all_kinds(batch_of):
    # Cards by 3 authors beside IBANs by 60: with the sum printed, the difference would tell of the 3.
    iban = "IBAN DE89370400440532013000"
    estimates, _ = judged(tally_of(batch_of(rows({iban: list(range(60)), CARD: [100, 101, 102]}))))
    assert estimates["privacy.identifiers.iban.share_of_posts"].status == "ok"
    for measure in ("share_of_posts", "share_of_authors"):
        assert estimates[f"privacy.identifiers.any_of.documents.{measure}"].status == "suppressed"
    # Where all there is is hidden, the sum tells only that there is more than each.
    estimates, _ = judged(tally_of(batch_of(rows({iban: list(range(7)), CARD: [100, 101, 102, 103, 104]}))))
    assert estimates["privacy.identifiers.any_of.documents.share_of_posts"].value == pytest.approx(12 / 2000)


def test_few_authors_with_two_kinds_cannot_be_had_from_the_sum_of_the_kinds(batch_of):
    # Addresses in 60 posts, phones in 60, both in 3: with all three printed, 60 + 60 - 117 tells of the 3.
    few = rows({MAIL: list(range(60)), PHONE: list(range(57, 117))})
    estimates, _ = judged(tally_of(batch_of(few)))
    for measure in ("share_of_posts", "share_of_authors"):
        assert estimates[f"privacy.identifiers.email.{measure}"].status == "ok"
        assert estimates[f"privacy.identifiers.any_of.contacts.{measure}"].status == "suppressed"
    many = rows({MAIL: list(range(60)), PHONE: list(range(30, 90))})
    estimates, _ = judged(tally_of(batch_of(many)))
    assert estimates["privacy.identifiers.any_of.contacts.share_of_posts"].value == pytest.approx(90 / 2000)


def test_few_authors_with_another_kind_alone_cannot_be_had_from_the_difference(batch_of):
    # Addresses in 60 posts, phones in 23, 20 of them with an address: 63 less 60 tells of 3 with a phone alone.
    few = rows({MAIL: list(range(60)), PHONE: list(range(40, 63))})
    estimates, _ = judged(tally_of(batch_of(few)))
    for measure in ("share_of_posts", "share_of_authors"):
        assert estimates[f"privacy.identifiers.email.{measure}"].status == "ok"
        assert estimates[f"privacy.identifiers.phone.{measure}"].status == "ok"
        assert estimates[f"privacy.identifiers.any_of.contacts.{measure}"].status == "suppressed"
    # By authors it is all the same people; by posts, three of them have a phone alone.
    again = rows({MAIL: list(range(60)), PHONE: [*range(40, 60), 300, 301, 302]})
    estimates, _ = judged(tally_of(batch_of(again)))
    assert estimates["privacy.identifiers.any_of.contacts.share_of_posts"].status == "suppressed"


def test_authors_without_one_are_hidden_too_where_they_are_few(batch_of):
    everybody_but_five = [i for i in range(600) if i % 300 >= 5]
    estimates, _ = judged(tally_of(batch_of(rows({MAIL: everybody_but_five}, n=600))))
    assert estimates["privacy.identifiers.email.share_of_posts"].status == "suppressed"


@pytest.mark.parametrize("mails", [[], [1, 2]])
def test_of_a_file_of_few_authors_nothing_is_said_to_be_there(mails, batch_of):
    """Every share is hidden there, of what nobody has as well; that is no sign of anything."""
    _, findings = judged(tally_of(batch_of(rows({MAIL: mails}, n=40, authors=4))), authors=4)
    for name in ("documents", "contacts", "profiles", "mentions"):
        said = findings[f"privacy.identifiers.{name}"]
        assert said.title.startswith("Whether posts hold ")
        assert said.reading == "not_assessed"
        assert "is not printed" in said.statement
        assert not said.actions


def test_candidates_are_told_apart(batch_of):
    wrong = "IBAN DE00370400440532013000"
    estimates, findings = judged(tally_of(batch_of(rows({wrong: list(range(40))}))))
    assert estimates["privacy.identifiers.iban.share_of_posts"].value == 0
    assert estimates["privacy.identifiers.iban.candidates"].value == pytest.approx(40 / 2000)
    assert findings["privacy.identifiers.candidates"].reading == "not_assessed"


def test_no_text_is_not_measured_and_never_zero(batch_of):
    judgement = judge_identifiers(
        tally_of(batch_of(rows({}), without=("text",))), Scope(Plan(), 0, 0, has_authors=False)
    )
    assert not judgement.estimates
    assert "no text" in judgement.not_measured[0].reason


def test_any_split_and_order_give_the_same_bytes(planted, batch_of):
    whole = tally_of(batch_of(planted))
    shuffled = [planted[i] for i in np.random.default_rng(3).permutation(len(planted))]
    parts = tally_of(*(batch_of(shuffled[i : i + 137]) for i in range(0, len(shuffled), 137)))
    assert save(whole, {}, b"sixteen bytes 16") == save(parts, {}, b"sixteen bytes 16")


def test_a_file_read_twice_says_the_same(planted, batch_of):
    once, twice = judged(tally_of(batch_of(planted)))[0], judged(tally_of(batch_of(planted), batch_of(planted)))[0]
    assert once.keys() == twice.keys()
    for name, each in once.items():
        assert twice[name].value == pytest.approx(each.value) if each.value is not None else twice[name].value is None
        assert each.low is None or twice[name].low == pytest.approx(each.low, rel=0.02, abs=1e-6)


def test_nothing_of_a_text_is_in_the_tally_or_in_what_is_said(planted, batch_of):
    tally = tally_of(batch_of(planted))
    estimates, findings = judged(tally)
    said = repr((sorted(tally.counts), sorted(tally.totals), sorted(tally.samples), estimates, findings))
    for piece in ("example.org", "555-0123", "4111", "xylo", "jo@"):
        assert piece not in said
    assert not tally.samples


def test_every_kind_is_of_one_class():
    assert sorted(kind for kinds in CLASSES.values() for kind in kinds) == sorted(kind.name for kind in KINDS)


@pytest.mark.calibration
def test_the_interval_of_a_planted_share_covers_it(batch_of):
    covered, runs = 0, 60
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        # Authors differ: half never give an address, half do in one post of five.
        open_handed = rng.random(200) < 0.5
        who = rng.integers(0, 200, 1200)
        gives = open_handed[who] & (rng.random(1200) < 0.2)
        posts = [
            {"post_id": f"p{i}", "author_id": f"a{who[i]}", "text": MAIL if gives[i] else "nothing"}
            for i in range(1200)
        ]
        mail = judged(tally_of(batch_of(posts)), 200)[0]["privacy.identifiers.email.share_of_posts"]
        covered += mail.low <= 0.1 <= mail.high
    assert covered >= 0.86 * runs
