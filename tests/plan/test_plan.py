"""What a plan can say, which of four places wins, and how a mistake in it is named."""

from __future__ import annotations

import contextlib
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.api import make_plan
from audit.errors import PlanError
from audit.plan import Plan, environment
from audit.provenance import plan_as_printed


@pytest.fixture(autouse=True)
def no_variables(monkeypatch):
    import os

    for name in [each for each in os.environ if each.startswith("AUDIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def write(tmp_path):
    def made(text, name="audit.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return made


@pytest.mark.parametrize(
    ("default", "file", "variable", "keyword", "wanted"),
    [
        (True, None, None, None, 0.05),
        (True, 0.06, None, None, 0.06),
        (True, 0.06, "0.07", None, 0.07),
        (True, 0.06, "0.07", 0.08, 0.08),
        (True, None, "0.07", 0.08, 0.08),
        (True, 0.06, None, 0.08, 0.08),
        (True, None, "0.07", None, 0.07),
    ],
)
def test_keyword_before_variable_before_file_before_default(
    default, file, variable, keyword, wanted, write, monkeypatch
):
    if variable:
        monkeypatch.setenv("AUDIT_TOLERANCES__SHARE_GAP", variable)
    path = write(f"[tolerances]\nshare_gap = {file}\n") if file else None
    changes = {"tolerances": {"share_gap": keyword}} if keyword else {}
    plan = make_plan(path, **changes)
    assert plan.tolerances.share_gap == wanted
    assert plan.tolerances.label_gap == 0.05  # the rest of the table stays


def test_a_plan_that_is_made_already_is_not_undone_by_variables(monkeypatch):
    plan = Plan.make({"tolerances": {"share_gap": 0.2}})
    monkeypatch.setenv("AUDIT_TOLERANCES__SHARE_GAP", "0.07")
    assert make_plan(plan).tolerances.share_gap == 0.2
    assert make_plan({"tolerances": {"share_gap": 0.2}}).tolerances.share_gap == 0.07


def test_tables_merge_and_lists_and_values_replace(write):
    path = write('metrics = ["labels"]\n[groups]\ngender = "sex"\n[columns]\ntext = "body"\n')
    plan = make_plan(path, groups={"age": "years"}, metrics=["mentions"], columns={"author_id": "who"})
    assert {name: each.column for name, each in plan.groups.items()} == {"gender": "sex", "age": "years"}
    assert plan.columns == {"text": "body", "author_id": "who"}
    assert plan.metrics == ("mentions",)


def test_another_column_by_keyword_keeps_the_values_of_the_file(write):
    path = write('[groups.gender]\ncolumn = "sex"\nvalues = { women = ["w"] }\n')
    plan = make_plan(path, groups={"gender": "geschlecht"})
    assert (plan.groups["gender"].column, plan.groups["gender"].values) == ("geschlecht", {"women": ("w",)})


def test_variables_reach_every_kind_of_key():
    changes = environment(
        {
            "AUDIT_METRICS": "mentions, labels",
            "AUDIT_GROUPS__GENDER": "sex",
            "AUDIT_FLOORS__AUTHORS": "20",
            "AUDIT_COLUMNS__TEXT": "body, or title",
            "AUDIT_DATASET__NAME": "a",
            "AUDIT_HOME": "/x",  # no key of the plan: somebody else's
            "AUDITED": "x",
            "PATH": "/bin",
        }
    )
    plan = Plan().override(changes)
    assert plan.metrics == ("mentions", "labels")
    assert plan.groups["gender"].column == "sex"
    assert plan.floors.authors == 20
    assert plan.columns["text"] == "body, or title"
    assert plan.dataset.name == "a"


def test_two_variables_that_contradict_are_named():
    with pytest.raises(PlanError, match="AUDIT_TOLERANCES__SHARE_GAP"):
        environment({"AUDIT_TOLERANCES": "0.1", "AUDIT_TOLERANCES__SHARE_GAP": "0.1"})


def test_an_empty_variable_asks_for_nothing():
    """Shells and workflow files set a variable to nothing where they mean to unset it."""
    assert Plan().override(environment({"AUDIT_METRICS": "", "AUDIT_LABELS": " , "})) == Plan()


@pytest.mark.parametrize(
    ("content", "key", "near"),
    [
        ({"metric": ["labels"]}, "metric", "'metrics'"),
        ({"tolerances": {"share_gaps": 0.1}}, "tolerances.share_gaps", "'share_gap'"),
        ({"floors": {"author": 10}}, "floors.author", "'authors'"),
        ({"groups": {"gender": {"column": "x", "value": {}}}}, "groups.gender.value", "'values'"),
        ({"report": {"quote": "none"}}, "report.quote", "'quotes'"),
        ({"columns": {"txt": "body"}}, "columns", "'text'"),
        ({"qqq": 1}, "qqq", "There is: "),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(content, key, near):
    with pytest.raises(PlanError) as told:
        Plan.make(content, where="audit.toml")
    assert str(told.value).startswith("audit.toml: ")
    assert key in str(told.value)
    assert near in str(told.value)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({"tolerances": {"share_gap": "wide"}}, "tolerances.share_gap"),
        ({"tolerances": {"share_gap": -0.1}}, "tolerances.share_gap"),
        ({"tolerances": {"share_gap": 5}}, "tolerances.share_gap"),
        ({"tolerances": {"rate_ratio": 0.8}}, "tolerances.rate_ratio"),
        ({"tolerances": {"rate_ratio": float("inf")}}, "tolerances.rate_ratio"),
        ({"tolerances": {"rate_ratio": float("nan")}}, "tolerances.rate_ratio"),
        ({"tolerances": {"label_gap": float("nan")}}, "tolerances.label_gap"),
        ({"floors": {"authors": 4}}, "floors.authors"),
        ({"floors": {"posts": 0}}, "floors.posts"),
        ({"floors": {"posts": 30.5}}, "floors.posts"),
        ({"report": {"level": 1}}, "report.level"),
        ({"report": {"level": 0.5}}, "report.level"),
        ({"report": {"quotes": "all"}}, "report.quotes"),
        ({"labels": 3}, "labels"),
        ({"labels": [3]}, "labels"),
        ({"groups": ["gender"]}, "groups"),
        ({"groups": {"gender": {}}}, "groups.gender.column"),
        ({"groups": {"gender": {"column": "x", "values": {"women": "w"}}}}, "groups.gender.values.women"),
        ({"benchmarks": "us"}, "benchmarks"),
        ({"dataset": []}, "dataset"),
    ],
)
def test_a_wrong_type_or_value_is_named(content, key):
    with pytest.raises(PlanError) as told:
        Plan.make(content, where="here")
    assert f"here: {key}" in str(told.value)
    assert "pydantic" not in str(told.value)


def test_a_stated_value_of_two_groups_is_refused():
    with pytest.raises(PlanError, match=r"' F ' is given to 'women' and to 'men'"):
        Plan.make({"groups": {"gender": {"column": "sex", "values": {"women": ["f"], "men": ["M", " F "]}}}})
    Plan.make({"groups": {"gender": {"column": "sex", "values": {"women": ["f", "F"], "men": ["m"]}}}})


@pytest.mark.parametrize("content", [3, None, [], "labels"])
def test_what_is_no_table_is_no_plan(content):
    with pytest.raises(PlanError, match=r"^here: Input should be a valid dictionary"):
        Plan.make(content, where="here")


def test_all_mistakes_are_told_at_once():
    with pytest.raises(PlanError) as told:
        Plan.make({"metric": [], "floors": {"authors": 1}, "labels": 3})
    assert len(told.value.message.splitlines()) == 3


def test_one_name_is_a_list_of_one_and_a_string_a_column():
    plan = Plan.make({"labels": "toxic", "metrics": "labels", "groups": {"gender": "sex"}})
    assert (plan.labels, plan.metrics, plan.groups["gender"].column) == (("toxic",), ("labels",), "sex")


def test_the_table_of_pyproject(write):
    path = write('[project]\nname = "x"\n[tool.audit]\nlabels = ["toxic"]\n', "pyproject.toml")
    assert Plan.from_toml(path).labels == ("toxic",)
    for text in ("[tool.other]\n", "[project]\nname = 'x'\n", "tool = 3\n", "[tool]\naudit = 3\n"):
        with pytest.raises(PlanError, match=r"no table \[tool\.audit\]"):
            Plan.from_toml(write(text, "pyproject.toml"))
    with pytest.raises(PlanError, match="unknown key 'tool'"):
        Plan.from_toml(write("[tool.audit]\n"))  # only a pyproject.toml has it there


def test_files_that_are_no_plan(tmp_path, write):
    with pytest.raises(PlanError, match="no such plan file"):
        Plan.from_toml(tmp_path / "none.toml")
    with pytest.raises(PlanError, match="not TOML"):
        Plan.from_toml(write("labels = ["))
    (tmp_path / "audit.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PlanError, match="not TOML"):
        Plan.from_toml(tmp_path / "audit.toml")
    with pytest.raises(PlanError, match="cannot be read: Is a directory"):
        Plan.from_toml(tmp_path)


def test_a_benchmark_beside_the_plan_is_found_and_printed_without_its_folder(write, tmp_path, monkeypatch):
    write("attribute,group,share\ngender,women,0.5\ngender,men,0.5\n", "own.csv")
    chosen = 'gender = "own.csv"\nage = "own.csv:residents"\nrace_ethnicity = "us-residents-2020"\n'
    path = write(f"[benchmarks]\n{chosen}")
    monkeypatch.chdir("/")
    plan = make_plan(path)
    own, printed = str(tmp_path / "own.csv"), plan_as_printed(plan)["benchmarks"]
    assert plan.benchmarks == {"gender": own, "age": f"{own}:residents", "race_ethnicity": "us-residents-2020"}
    assert printed == {"gender": "own.csv", "age": "own.csv:residents", "race_ethnicity": "us-residents-2020"}


def test_a_plan_cannot_be_changed_by_whoever_holds_it():
    with pytest.raises(Exception, match="frozen"):
        Plan().labels = ("x",)
    before = Plan()
    before.override({"labels": ["x"]})
    assert before == Plan()


_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8)
_CONTENT = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | _TEXT, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3), max_leaves=6)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*Plan.model_fields, "other"]) | _TEXT, _CONTENT, max_size=4))
def test_arbitrary_data_makes_a_plan_or_a_plan_error(content):
    with contextlib.suppress(PlanError):
        plan = Plan.make(content)
        assert Plan.make(plan.model_dump()) == plan


def test_the_sample_plan_survives_a_round_trip(samples):
    text = (samples / "audit.toml").read_text(encoding="utf-8")
    plan = Plan.from_toml(samples / "audit.toml")
    assert Plan.make(tomllib.loads(text)) == plan
    assert Plan.make(plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize("tag", ["de", "pt-BR", "zh_Hant", "fil", "EN"])
def test_a_language_is_named_by_its_tag(tag):
    assert Plan.model_validate({"dataset": {"language": tag}}).dataset.language == tag


@pytest.mark.parametrize("name", ["german", "", "d", "de,en", "English (US)"])
def test_a_language_that_is_no_tag_is_refused(name):
    with pytest.raises(PlanError, match=r"dataset\.language: a language is named by its tag"):
        Plan.make({"dataset": {"language": name}})
