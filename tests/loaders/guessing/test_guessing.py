import pytest

from audit.errors import ColumnError
from audit.loaders.guessing.guessing import guess
from audit.loaders.guessing.names import attribute_of
from audit.loaders.guessing.timestamps import DAY_FIRST
from audit.loaders.tables.columns import Column, find
from audit.plan import Plan

TEXT = [
    "we went to the market today",
    "nothing ever happens in this town",
    "read it, it is a fine book",
    "and so it goes on and on",
]


def mapped(columns, plan=None, **options):
    table = dict(columns)
    found = guess(
        [Column(name, index) for index, name in enumerate(table)],
        list(table.values()),
        Plan.make(plan or {}),
        **options,
    )
    return {role: [use.column.name for use in found.uses if use.role == role] for role in found.roles}, found


def test_names_in_any_spelling():
    roles, _ = mapped(
        {"Tweet Text": TEXT, "USER.SCREEN_NAME": list("abab"), "CreatedAt": ["2020-01-01"] * 4, "Favourites": ["1"] * 4}
    )
    assert roles == {
        "text": ["Tweet Text"],
        "author_id": ["USER.SCREEN_NAME"],
        "created_at": ["CreatedAt"],
        "likes": ["Favourites"],
    }


@pytest.mark.parametrize(
    ("name", "attribute"),
    [("gender", "gender"), ("user_gender", "gender"), ("Author Sex", "gender"), ("user_location", "location"), ("tweet_location", "location"),
     ("性别", "gender"), ("gender:confidence", ""), ("engender", ""), ("ethnicity", "ethnicity"), ("pronouns", "pronouns")],
)  # fmt: skip
def test_attributes_by_name(name, attribute):
    assert attribute_of(name) == attribute


def test_counts_of_votes_are_no_labels():
    """Davidson et al. 2017: three columns count what annotators chose, ``count`` is their sum, ``class`` the outcome."""
    roles, found = mapped(
        {"": list("0123"), "count": ["3", "3", "6", "3"], "hate_speech": list("0021"), "offensive_language": list("0341"),
         "neither": list("3001"), "class": list("2110"), "tweet": TEXT}
    )  # fmt: skip
    assert roles == {
        "text": ["tweet"],
        "label:class": ["class"],
        "votes": ["hate_speech", "offensive_language", "neither", "count"],
    }
    assert any("votes" in note for note in found.notes)
    assert found.warnings == ("blank_column_name",)


def test_what_each_annotator_said_is_no_label():
    roles, found = mapped(
        {
            "text": TEXT,
            **{f"label_{n}": ["yes", "no", None, "yes"] for n in (1, 2, 3)},
            "label_maj": ["yes", "no", "no", "yes"],
        }
    )
    assert roles == {"text": ["text"], "label:label_maj": ["label_maj"], "votes": ["label_1", "label_2", "label_3"]}
    assert any("label_1, label_2, label_3" in note for note in found.notes)


def test_levels_are_labels():
    roles, _ = mapped(
        {"text": TEXT, "level_1": list("abab"), "level_2": list("cdef"), "level_3": ["x", None, None, "y"]}
    )
    assert [role for role in roles if role.startswith("label:")] == ["label:level_1", "label:level_2", "label:level_3"]


def test_whom_a_post_is_about_is_no_attribute_of_its_author():
    roles, _ = mapped(
        {"comment": TEXT, "Race": ["No_race", "African", "Arab", "No_race"], "gender": ["0", "0.5", "1", "0.25"]}
    )
    assert roles == {"text": ["comment"], "label:Race": ["Race"], "votes": ["gender"]}


def test_whom_a_post_is_about_is_no_label_where_the_plan_names_the_labels():
    columns = {"comment": TEXT, "Race": ["No_race", "African", "Arab", "No_race"], "label": ["a", "b", "a", "b"]}
    assert set(mapped(columns)[0]) == {"text", "label:Race", "label:label"}
    roles, found = mapped(columns, Plan.make({"labels": ["label"]}))
    assert set(roles) == {"text", "label:label"}
    assert dict(found.unused)["Race"].startswith("says whom a post is about")
    assert set(mapped(columns, Plan.make({"labels": ["label", "Race"]}))[0]) == {"text", "label:Race", "label:label"}


def test_ids_rounded_upstream_give_way_to_handles():
    """FiveThirtyEight's troll tweets: ``external_author_id`` went through a float, ``author`` did not."""
    roles, found = mapped(
        {"external_author_id": ["890000000000000000", "891000000000000000", "2591847731", "906000000000000000"], "author": list("abcd"),
         "content": TEXT}
    )  # fmt: skip
    assert roles["author_id"] == ["author"]
    assert "went through a float" in found.notes[0]


def test_an_id_that_repeats_is_of_the_conversation():
    roles, _ = mapped(
        {"weibo_id": ["J1", "J1", "J1", "J1"], "comment_text": TEXT, "date": ["13/04/2020", "01/04/2020", "x", None]}
    )
    assert roles["conversation_id"] == ["weibo_id"]
    assert "post_id" not in roles


def test_an_id_that_repeats_with_its_text_is_of_the_post():
    assert mapped({"id": list("aabb"), "text": [TEXT[0], TEXT[0], TEXT[1], TEXT[1]]})[0]["post_id"] == ["id"]


def test_mangled_ids_are_still_ids_so_that_they_are_counted():
    assert mapped({"tweet_id": ["6.5873E+17"] * 4, "text": TEXT})[0]["post_id"] == ["tweet_id"]


def test_the_order_of_dates():
    assert mapped({"date": ["13/04/2020", "01/04/2020"] * 2, "text": TEXT})[1].order == DAY_FIRST


def test_title_and_body_are_one_text():
    roles, _ = mapped(
        {
            "selftext": [None, "x y", None, "z"],
            "title": TEXT,
            "name": ["t3_a", "t3_b", "t3_c", "t3_d"],
            "is_self": ["True"] * 4,
        }
    )
    assert roles == {"text": ["title", "selftext"]}


def test_a_link_that_holds_the_number_of_a_post():
    roles, found = mapped({"url": [f"https://twitter.com/x/status/{n}" for n in range(4)], "text": TEXT})
    assert roles["post_id"] == ["url"]
    assert next(use.how for use in found.uses if use.role == "post_id") == "status_url"


def test_no_names_at_all():
    roles, _ = mapped(
        {
            "column 1": TEXT,
            "column 2": ["27", "3,10", "4", "0"],
            "column 3": ["eebbqej", "ed00q6i", "eezlygj", "ed7ypvh"],
        },
        header=False,
    )
    assert roles == {"text": ["column 1"], "post_id": ["column 3"], "label:column 2": ["column 2"]}


def test_the_plan_wins():
    columns = {"text": TEXT, "other": TEXT, "sex": list("mfmf"), "label": list("abab"), "mark": list("xyxy")}
    roles, _ = mapped(
        columns, {"columns": {"text": "other"}, "groups": {"gender": {"column": "sex"}}, "labels": ["mark"]}
    )
    assert roles == {"text": ["other"], "attribute:gender": ["sex"], "label:mark": ["mark"]}
    assert mapped(columns, {"columns": {"text": "text+other"}})[0]["text"] == ["text", "other"]


def test_a_column_that_is_not_there():
    with pytest.raises(ColumnError, match=r"x.csv: there is no column 'txet'(.|\n)*'text'"):
        mapped({"text": TEXT}, {"columns": {"text": "txet"}}, source="x.csv")
    with pytest.raises(ColumnError, match="not one column"):
        mapped({"text": TEXT}, {"columns": {"labels": "text"}})


def test_a_name_is_found_exactly_before_it_is_found_nearly():
    columns = [Column("Text", 0), Column("text", 1)]
    assert find("text", columns).index == 1
    assert find("TEXT", columns).index == 0


def test_odd_names_are_warned_of():
    roles, found = mapped({"text": TEXT, "=1+1": list("abcd"), " ": list("abcd"), "<b>": list("abcd")})
    assert sorted(found.warnings) == ["blank_column_name", "suspicious_column_name", "suspicious_column_name"]
    assert roles == {"text": ["text"]}
