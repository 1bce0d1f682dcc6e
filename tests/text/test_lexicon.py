"""Tables to arrays."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from small_lexicon import FUNCTION_WORDS, IDENTITY, MARKERS, NOUNS, PATTERNS, Identity, Marker, Noun, Pattern

from audit.errors import ResourceError
from audit.text.features import TextPass
from audit.text.lexicon import CAPITAL, LOOSE, STRICT, compile_lexicon


def cells(lexicon, form: str) -> dict[str, int]:
    term = lexicon.identity.index(form)
    entries = range(lexicon.cell_start[term], lexicon.cell_start[term + 1])
    return {lexicon.groups[lexicon.cell_group[i]][1]: int(lexicon.cell_tier[i]) for i in entries}


@pytest.fixture(scope="module")
def lexicon():
    return compile_lexicon(IDENTITY, NOUNS, MARKERS, PATTERNS, FUNCTION_WORDS)


def test_tiers(lexicon):
    assert cells(lexicon, "women") == {"women": STRICT}
    assert cells(lexicon, "blacks") == {"black": CAPITAL}
    assert cells(lexicon, "black") == {"black": LOOSE}
    assert cells(lexicon, "black people") == {"black": STRICT}
    assert cells(lexicon, "black women") == {"black": STRICT, "women": STRICT}
    assert cells(lexicon, "black trans women") == {"black": STRICT, "women": STRICT}


def test_a_form_of_two_axes_keeps_both_tiers(lexicon):
    assert cells(lexicon, "indian") == {"indian": CAPITAL, "indigenous": LOOSE}
    assert cells(lexicon, "indian people") == {"indian": CAPITAL, "indigenous": STRICT}


def test_an_adjective_that_is_a_noun_with_a_capital_is_joined_too():
    """German "Blinde sehen nicht" and "blinde Frauen"; English "Blacks" is a noun, and "Blacks women" nothing."""
    blind = Identity("disability", "blind", "blinde", "capital", "plural", "adjective")
    compiled = compile_lexicon([*IDENTITY, blind], [Noun("frauen", "plural", "gender", "women")])
    assert cells(compiled, "blinde") == {"blind": CAPITAL}
    assert cells(compiled, "blinde frauen") == {"blind": STRICT, "women": STRICT}
    assert "blacks frauen" not in compiled.identity


def test_what_the_tables_list_themselves_is_not_joined(lexicon):
    """ "african american" is listed; joining "african" and "american" must not make Americans of it."""
    african = [*IDENTITY, Identity("race", "african", "african", "adjective")]
    joined = compile_lexicon(african, NOUNS)
    assert cells(joined, "african american") == {"black": LOOSE}
    assert cells(joined, "african american women") == {"black": STRICT, "women": STRICT}


def test_a_longer_form_keeps_strict_groups_of_axes_that_it_says_nothing_of(lexicon):
    assert cells(lexicon, "african americans") == {"black": STRICT, "american": STRICT}
    placed = compile_lexicon([*IDENTITY, Identity("nationality", "elsewhere", "african americans", "strict", "plural")])
    assert cells(placed, "african americans") == {"black": STRICT, "elsewhere": STRICT}
    assert cells(lexicon, "black lives matter") == {"blm": STRICT}


def test_a_whole_form_swallows_without_a_trace():
    """As in "latin americans": what is inside it is not counted."""
    row = Identity("race", "latin", "latin americans", "strict", "plural")
    plain = compile_lexicon([*IDENTITY, row])
    assert cells(plain, "latin americans") == {"latin": STRICT, "american": STRICT}
    whole = SimpleNamespace(**row._asdict(), note=("whole",))
    assert cells(compile_lexicon([*IDENTITY, whole]), "latin americans") == {"latin": STRICT}


def test_a_form_behind_nouns_names_two_groups_of_one_axis_and_nothing_alone():
    """As in "immigrants from mexico": both are of the axis nationality; "the food is from mexico" names nobody."""
    row = Identity("nationality", "mexican", "from mexico", "adjective")
    behind = SimpleNamespace(**row._asdict(), note=("after",))
    nouns = [Noun("immigrants", "plural", "nationality", "immigrants"), Noun("people", "plural")]
    compiled = compile_lexicon([behind], nouns)
    assert cells(compiled, "immigrants from mexico") == {"mexican": STRICT, "immigrants": STRICT}
    assert cells(compiled, "people from mexico") == {"mexican": STRICT}
    assert not {"from mexico", "from mexico people"} & set(compiled.identity)


def test_a_noun_with_a_group_names_it_unless_the_terms_place_it():
    nouns = [Noun("girl", "singular", "gender", "women"), Noun("guy", "singular", "gender", "men")]
    compiled = compile_lexicon([Identity("gender", "women", "girl", "loose")], nouns)
    assert cells(compiled, "girl") == {"women": LOOSE}
    assert cells(compiled, "guy") == {"men": STRICT}


def test_an_adjective_of_a_number_is_joined_to_nouns_of_that_number():
    adjectives = [
        Identity("race", "black", "negra", "adjective", "singular"),
        Identity("race", "black", "negras", "adjective", "plural"),
        Identity("race", "black", "afro", "adjective"),
    ]
    nouns = [Noun("mujer", "singular", "", ""), Noun("mujeres", "plural", "", ""), Noun("gente", "mass", "", "")]
    phrases = {each for each in compile_lexicon(adjectives, nouns, adjectives="after").identity if " " in each}
    assert phrases == {
        *("mujer negra", "gente negra"),
        *("mujeres negras", "gente negras"),
        *("mujer afro", "mujeres afro", "gente afro"),
    }


def test_groups_and_categories_in_order_of_appearance(lexicon):
    assert lexicon.groups[:3] == (("gender", "women"), ("gender", "men"), ("race", "black"))
    assert lexicon.categories == ("family", "threat", "us")


def test_one_marker_of_two_categories(lexicon):
    assert lexicon.marker_bits[lexicon.markers.index("criminal")] == 0b011


def test_a_slot_takes_its_number_only():
    text_pass = TextPass(compile_lexicon(IDENTITY, NOUNS, (), [Pattern("every {singular}"), Pattern("{plural} lie")]))

    def generic(text: str) -> set[str]:
        return {group for span in text_pass.spans(text) if span.layer == "generic" for _, group, _ in span.says}

    assert generic("every woman") == {"women"}
    assert generic("every black woman") == {"women", "black"}
    assert generic("every women") == set()
    assert generic("black men lie") == {"men", "black"}
    assert generic("black lie") == set()
    assert generic("every. woman") == set()


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"identity": [Identity("a", "b", "...", "strict")]}, "no word"),
        ({"identity": [Identity("a", "b", "st. lucians", "strict")]}, "sentence end"),
        ({"identity": [Identity("a", "b", "a b c d e f g h i", "strict")]}, "9 words"),
        ({"identity": [Identity("a", "b", "c", "certain")]}, "'certain'"),
        ({"markers": [Marker(str(i), f"w{i}") for i in range(33)]}, "33 categories"),
        ({"generics": [Pattern("all women")]}, "one slot"),
        ({"generics": [Pattern("{plural} and {plural}")]}, "one slot"),
        ({"generics": [Pattern("{plural}")]}, "1 to 8 words"),
        ({"function_words": ["of the"]}, "is 2 words"),
        ({"profanity": ["god damn"]}, "is 2 words"),
    ],
)
def test_what_cannot_be_matched_is_refused(tables, message):
    with pytest.raises(ResourceError, match=message):
        compile_lexicon(**tables)
