from __future__ import annotations

import pytest

from audit import resources
from audit.errors import ResourceError

HEADER = "axis,group,form,tier,part_of_speech,number,note,source\n"


def write(folder, text):
    path = folder / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_forms_of_a_users_lexicon_are_folded(tmp_path):
    path = write(tmp_path, HEADER + "hobby,anglers,Fly-Fishers  of\u00a0STRASSE,strict,noun,plural,,me\n")
    lexicon = resources.identity_terms(path)
    assert lexicon.rows[0].form == "fly fishers of strasse"
    assert lexicon.card.source == ("file mine.csv, no card given",)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("hobby,anglers,anglers,sure,noun,plural,,me\n", "line 2: tier is 'sure'"),
        ("hobby,anglers,anglers,strict,noun,plural,rude,me\n", "line 2: note is 'rude'"),
        ("hobby,anglers,anglers,strict,nouns,plural,,me\n", "part_of_speech is 'nouns'"),
        ("hobby,anglers,,strict,noun,plural,,me\n", "form is empty"),
        ("hobby,,anglers,strict,noun,plural,,me\n", "group is empty"),
        ("", "no rows"),
        (
            "hobby,anglers,Anglers,strict,noun,plural,,me\nhobby,fishers,anglers,loose,noun,plural,,me\n",
            "line 3: the same entry as on line 2",
        ),
    ],
)
def test_errors_say_where(tmp_path, row, says):
    with pytest.raises(ResourceError) as caught:
        resources.identity_terms(write(tmp_path, HEADER + row))
    assert says in caught.value.message
    assert caught.value.hint


def test_the_same_form_may_serve_two_axes(tmp_path):
    rows = "hobby,anglers,anglers,strict,noun,plural,,me\nwork,fishers,anglers,strict,noun,plural,,me\n"
    assert len(resources.identity_terms(write(tmp_path, HEADER + rows)).rows) == 2


def test_notes_are_split(tmp_path):
    row = "hobby,anglers,anglers,loose,noun,plural,slur; reclaimed,me\n"
    assert resources.identity_terms(write(tmp_path, HEADER + row)).rows[0].note == ("slur", "reclaimed")


@pytest.mark.parametrize("pattern", ["all are", "{plural} and {singular}", "{plural} {plural}", "all {group}"])
def test_a_pattern_has_exactly_one_slot(tmp_path, pattern):
    with pytest.raises(ResourceError, match="exactly one slot"):
        resources.generic_patterns(write(tmp_path, f"pattern,class,note\n{pattern},bare,\n"))


def test_an_unknown_lexicon_is_answered_with_the_nearest():
    with pytest.raises(ResourceError) as caught:
        resources.read_lexicon("identity-eng")
    assert "identity-en" in caught.value.hint


def test_a_folder_is_a_lexicon(tmp_path):
    (tmp_path / "terms.csv").write_text("form\nthe\n", encoding="utf-8")
    assert resources.function_words(tmp_path) == {"the"}


@pytest.mark.parametrize(
    ("target", "group"),
    [
        ("women", "women"),
        ("gay people", "gay_people"),
        ("black people", "black_people"),
        ("disabled people", "disabled_people"),
        ("trans people", "transgender_people"),
        ("muslims", "muslims"),
        ("immigrants", "immigrants"),
        ("jews", "jews"),
        ("refugees", "refugees"),
        ("indigenous people", "indigenous_people"),
    ],
)
def test_target_groups_of_hatecheck_are_named_strictly(target, group):
    """HateCheck (Röttger et al. 2021) and Multilingual HateCheck (2022): every target is strict as it is written there."""
    nouns = {noun.form for noun in resources.person_nouns().rows}
    strict = set()
    for term in resources.identity_terms().rows:
        if term.group == group:
            strict |= {term.form} if term.tier == "strict" else set()
            strict |= {f"{term.form} {noun}" for noun in nouns} if term.tier == "adjective" else set()
    assert target in strict


def test_black_women_count_for_both():
    """The adjective gives one group, the noun after it the other."""
    adjective = {term.form: term for term in resources.identity_terms().rows if term.axis == "race_ethnicity"}["black"]
    noun = {noun.form: noun for noun in resources.person_nouns().rows}["women"]
    assert (adjective.tier, adjective.group) == ("adjective", "black_people")
    assert (noun.axis, noun.group) == ("gender", "women")


def test_nothing_is_read_at_import():
    import subprocess
    import sys

    script = (
        "import sys, pathlib, builtins, io\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == 'open' else None)\n"
        "import audit.resources\n"
        "assert not [name for name in opened if name.endswith(('.csv', '.toml'))], opened\n"
        "assert 'pandas' not in sys.modules and 'pyarrow' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
