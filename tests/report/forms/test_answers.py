"""No invented answer: what the data do not state is "could not be computed" with a reason, or a person's question."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from audit.errors import PlanError
from audit.finding import Estimate
from audit.posts import FIELD_NAMES
from audit.report.forms.content import FIELD_WORDS
from audit.report.forms.filled import fill
from audit.report.forms.known import Known
from audit.report.forms.makers import BY_FORM
from audit.report.forms.people import IDENTIFYING
from audit.resources import read_questions

COMPUTED = (
    *("composition.count", "composition.fields", "composition.labels", "composition.missing", "composition.relations"),
    *("composition.splits", "composition.errors", "composition.offensive", "composition.subpopulations"),
    *("composition.identifiable", "collection.timeframe", "uses.risks"),
)


PLAN = {"groups": {"gender": "gender"}, "labels": ["toxic"]}


def estimate(metric, measure, value=0.25, unit="share", group=None, **more):
    return Estimate(
        **{
            "id": f"{metric}.{measure}.{len(str(group))}",
            "metric": metric,
            "measure": measure,
            "group": group or {},
            "value": value,
            "low": value * 0.9,
            "high": min(value * 1.1, 1),
            "unit": unit,
            "n_posts": 1000,
            "n_authors": 400,
            **more,
        }
    )


def answers(known, form="datasheet"):
    return {each.question.key: each.answer for each in fill(form, known).filled}


@pytest.mark.parametrize("form", BY_FORM)
def test_questions_that_an_audit_answers_have_a_maker_and_no_others(form):
    rows = read_questions(form).rows
    assert {each.key for each in rows if each.answer != "asked"} == set(BY_FORM[form])


def test_fields_are_those_of_a_post():
    own = {"attributes", "labels", "source", "row"}
    assert set(FIELD_WORDS) == set(FIELD_NAMES) - own
    assert set(IDENTIFYING) <= set(FIELD_WORDS)


def test_twelve_of_twelve_are_computed_where_the_data_have_the_facts(posts, of):
    posts = posts.assign(split=np.where(posts.index % 5, "train", "test"))
    made = answers(of(posts, **PLAN))
    assert {key for key in COMPUTED if made[key].status == "computed"} == set(COMPUTED)


#: What must be a column of the sample for a question to be computed; questions of all data are not here.
NEEDS = {
    "composition.labels": {"toxic"},
    "composition.splits": {"split"},
    "composition.subpopulations": {"gender"},
    "collection.timeframe": {"created_at"},
}
DROPPABLE = ("author_id", "created_at", "lang", "community", "likes", "status", "gender", "toxic", "post_id", "split")


@pytest.mark.parametrize("seed", range(20))
def test_no_answer_is_invented_where_the_facts_are_gone(seed, posts, of):
    """Twenty tables, each without some columns at random."""
    draw = np.random.default_rng(seed)
    gone = set(draw.choice(DROPPABLE, size=draw.integers(3, len(DROPPABLE) + 1), replace=False).tolist())
    posts = posts.head(400).assign(split=np.where(posts.head(400).index % 5, "train", "test")).drop(columns=list(gone))
    plan = {
        **({} if "gender" in gone else {"groups": {"gender": "gender"}}),
        **({} if "toxic" in gone else {"labels": ["toxic"]}),
    }
    known = of(posts, metrics=["representation", "labels", "coverage", "mentions"], **plan)
    made = answers(known)
    for key, columns in NEEDS.items():
        wanted = "not_computed" if columns & gone else "computed"
        assert made[key].status == wanted, (key, gone)
    for key, answer in made.items():
        if answer.status == "not_computed":
            assert len(answer.lines) == 1
            assert len(answer.lines[0]) > 20, key
        if answer.status == "asked":
            assert not answer.lines
        if answer.status in ("computed", "draft"):
            assert answer.lines, key
    for question in read_questions("datasheet").rows:
        if question.answer == "asked":
            assert made[question.key].status == "asked"
    for key in ("collection.mechanisms", "collection.source", "distribution.licence", "distribution.restrictions"):
        assert made[key].status == "asked", key  # a table tells of no platform and of no licence
    fields = " ".join(made["composition.fields"].lines)
    for column in gone - {"gender", "toxic"}:
        assert f"({column})" not in fields
    text = " ".join(line for answer in made.values() for line in answer.lines)
    if "author_id" in gone:
        assert not re.search(r"\d authors? wrote|by \d[\d,]* authors?", text)


def test_every_figure_of_a_form_is_one_of_the_findings(known):
    """Percentages of computed answers, against those that the report prints of the same findings."""
    from audit.report import html

    page = html.render(known.findings, {})
    for form in ("datasheet", "data-statement", "dpia", "training-summary"):
        for key, answer in answers(known, form).items():
            for each in re.findall(r"\d[\d.]*%", " ".join(answer.lines)):
                assert each in page, (form, key, each)


def test_hidden_groups_are_in_no_form(posts, of):
    few = posts.author_id.drop_duplicates().head(4)
    posts = posts.assign(gender=posts.gender.mask(posts.author_id.isin(few), "zyx"))
    known = of(posts, **PLAN)
    assert any(each.status == "suppressed" for each in known.findings.estimates)
    for form in BY_FORM:
        assert "zyx" not in str(answers(known, form))


def test_old_findings_without_fields_say_so(known):
    dataset = {name: value for name, value in known.dataset.items() if name != "fields"}
    made = answers(Known(replace(known.findings, dataset=dataset)))
    for key in ("composition.fields", "composition.relations", "composition.splits", "composition.identifiable"):
        assert made[key].status == "not_computed"
        assert "earlier version" in made[key].lines[0]


def test_an_empty_audit_answers_nothing(empty_known):
    for form in BY_FORM:
        for key, answer in answers(empty_known, form).items():
            if key not in ("measures.audit", "composition.count", "description.volume"):  # no post is a count
                assert answer.status in ("not_computed", "asked"), (form, key, answer)


def test_generated_text_is_said_to_be(known):
    dataset = {**known.dataset, "generated": {"cluster": "prompt", "clusters": 250}}
    generated = Known(replace(known.findings, dataset=dataset))
    assert "model generated" in answers(generated)["composition.instances"].lines[0]
    assert answers(generated, "training-summary")["sources.synthetic"].status == "draft"
    assert answers(known, "training-summary")["sources.synthetic"].status == "asked"


def test_metrics_of_later_fill_their_questions(known, with_finding):
    before = answers(known)
    assert "was not asked for" in before["composition.identifiable"].lines[-1]
    private = answers(with_finding(known, "privacy", "One author in three can be singled out"))
    assert "singled out (high severity" in " ".join(private["composition.identifiable"].lines)
    assert before["distribution.restrictions"].status == "asked"
    terms = answers(with_finding(known, "rights", "The terms of the platform forbid training", "rights"))
    assert terms["distribution.restrictions"].status == "draft"
    drawn = answers(with_finding(known, "sampling", "Posts were collected by keyword", "validity"))
    assert "collected by keyword" in " ".join(drawn["collection.sampling"].lines)


def test_annotators_are_not_guessed(known, with_estimates):
    assert answers(known, "data-statement")["statement.annotators"].status == "not_computed"
    voted = with_estimates(
        known,
        estimate("agreement", "alpha", 0.5, "index", {"question": "votes"}),
        estimate("agreement", "single_judgement", 0.1, group={"question": "votes"}),
    )
    made = answers(voted, "croissant-rai")
    assert made["rai:annotatorDemographics"].status == "not_computed"
    assert "who the annotators are is not" in made["rai:annotatorDemographics"].lines[0]
    assert made["rai:annotationsPerItem"].lines[0].startswith("Of votes: judged once in 10%")
    assert made["rai:dataAnnotationAnalysis"].status == "computed"


# --- what people state -----------------------------------------------------------------------------------------------


def test_people_answer_what_is_asked_and_confirm_drafts(known):
    card = {"purpose": "To try.", "answers": {"composition.instances": "Posts of a town.", "composition.count": "All."}}
    stated = replace(known, card=card)
    made = answers(stated)
    assert (made["motivation.purpose"].status, made["motivation.purpose"].stated) == ("stated", "To try.")
    draft = made["composition.instances"]
    assert (draft.status, draft.stated) == ("draft", "Posts of a town.")
    count = made["composition.count"]
    assert (count.status, count.stated) == ("computed", "All.")
    form = fill("datasheet", stated)
    assert "motivation.purpose" not in {each.question.key for each in form.open}
    assert "composition.instances" not in {each.question.key for each in form.drafts}


def test_an_answer_to_no_question_is_refused(known):
    with pytest.raises(PlanError, match=r"there is no question 'composition\.cuont'") as told:
        fill("datasheet", replace(known, card={"answers": {"composition.cuont": "x"}}))
    assert "composition.count" in str(told.value.hint)


def test_a_group_that_nobody_mentions_is_not_said_to_be_mentioned(known):
    """The sample mentions groups by gender and religion alone; the other axes have rates of 0."""
    assert set(known.mentioned) == {"gender", "religion"}
    assert any(each.value == 0 for each in known.figures("mentions", "posts"))
    text = " ".join(answers(known)["composition.sensitive"].lines)
    assert "religion" in text
    assert "disability" not in text


# --- what the plan says of the collection ----------------------------------------------------------------------------


RECORD = {"platform": "X", "access": "api", "collected_to": "2025-08", "consent": "none", "licence": "CC-BY-4.0"}


def test_the_record_of_the_collection_answers_where_it_can(known):
    plan = {**known.plan, "collection": RECORD}
    said = replace(known, findings=replace(known.findings, audit={**known.findings.audit, "plan": plan}))
    before, made = answers(known), answers(said)
    for key, words in (
        ("collection.mechanisms", "platform X and access api"),
        ("collection.timeframe", "Collected until 2025-08, as the plan says"),
        ("collection.consent", "none"),
        ("distribution.licence", "CC-BY-4.0"),
    ):
        assert words in " ".join(made[key].lines), key
        assert words not in " ".join(before[key].lines), key
    licensed = replace(said, card={"license": "CC-BY-4.0"})
    assert not answers(licensed)["distribution.licence"].lines


def test_terms_of_platforms_do_not_answer_whether_deleted_posts_are_kept(known, with_finding):
    terms = with_finding(known, "rights", "The terms of the platform forbid training", "rights")
    for form, key in (
        ("dpia", "risks.deleted"),
        ("datasheet", "maintenance.retention"),
        ("datasheet", "distribution.licence"),
    ):
        assert "forbid training" not in " ".join(answers(terms, form)[key].lines)
    assert "forbid training" in " ".join(answers(terms)["distribution.restrictions"].lines)
