"""Written variants of forms: glued words and spellings."""

from __future__ import annotations

import unicodedata

import pytest
from small_lexicon import Identity, Noun

from audit.text.clitics import MOST_SPELLINGS, spelling_variants, spread, variants_with, with_clitics
from audit.text.lexicon import LOOSE, STRICT, compile_lexicon

ARABIC = ["و", "ف", "ب", "ك", "ل", "ال", "وال", "بال", "لل"]


def folded(text: str) -> tuple[str, ...]:
    """Decomposed, as words of the tokeniser are."""
    return tuple(unicodedata.normalize("NFD", text).split())


def glued(text: str) -> set[str]:
    return {" ".join(form) for form in with_clitics(folded(text), ARABIC)}


def spelt(text: str) -> set[str]:
    return {unicodedata.normalize("NFC", " ".join(form)) for form in spelling_variants(folded(text))}


def test_a_word_takes_each_proclitic():
    assert glued("طالب") == {
        "طالب",
        "وطالب",
        "فطالب",
        "بطالب",
        "كطالب",
        "لطالب",
        "الطالب",
        "والطالب",
        "بالطالب",
        "للطالب",
    }


def test_three_lams_are_written_as_two():
    assert "للبناني" in glued("لبناني")
    assert not any("للل" in form for form in glued("لبناني"))


def test_a_word_with_the_article_takes_no_second():
    assert glued("السود") == {"السود", "والسود", "فالسود", "بالسود", "كالسود", "للسود"}


def test_a_word_that_begins_like_the_article_without_its_hamza_is_no_word_with_it():
    variants = {folded("ألماني")}
    for step in variants_with(ARABIC):
        variants = {variant for form in variants for variant in step(form)}
    assert ("الالماني",) in variants
    assert ("للالماني",) in variants


def test_a_phrase_takes_the_article_on_every_word():
    assert {"المرأة السوداء", "والمرأة السوداء", "للمرأة السوداء"} <= {
        unicodedata.normalize("NFC", form) for form in glued("مرأة سوداء")
    }


def test_an_adverb_takes_no_article():
    assert "المتحول جنسيا" in glued("متحول جنسيا")
    assert not any("الجنسيا" in form for form in glued("متحول جنسيا"))


def test_a_phrase_that_ends_in_the_article_takes_none():
    assert glued("طالب اللجوء") == {"طالب اللجوء", "وطالب اللجوء", "لطالب اللجوء"}


def test_short_words_take_conjunctions_and_article_only():
    assert glued("صم") == {"صم", "وصم", "فصم", "الصم", "والصم", "بالصم", "للصم"}


@pytest.mark.parametrize("form", [("women",), ("औरतें",), ("mixed", "نساء"), ("👩",), ()])
def test_other_scripts_stay_as_they_are(form):
    assert with_clitics(form, ARABIC) == ([form] if form else [])


def test_spellings_of_alef_and_ta_marbuta():
    assert spelt("امرأة") == {"امرأة", "امراة", "امرأه", "امراه"}
    assert {"أفريقي", "افريقي", "أفريقى", "افريقى"} <= spelt("أفريقي")
    assert {"لاجئ", "لاجي"} <= spelt("لاجئ")
    assert {"فقراء", "فقرا"} <= spelt("فقراء")


def test_vowel_signs_and_tatweel_are_taken_off():
    assert spelt("مُسْلِم") == {"مسلم"}
    assert spelt("نســاء") == {"نساء", "نسا"}
    assert "أعمى" in spelt("أَعْمَى")


def test_nukta_is_left_out():
    assert spelt("मज़दूर") == {unicodedata.normalize("NFC", "मज़दूर"), "मजदूर"}


@pytest.mark.parametrize("text", ["إأآة ؤئى", "أإآئؤةىيء", "أفريقية أمريكية", "هيئة", "ألماني", "a", "ـ", "ـــ"])
def test_spellings_are_few_and_start_with_the_form(text):
    variants = spelling_variants(folded(text))
    assert 1 <= len(variants) <= MOST_SPELLINGS
    assert len(set(variants)) == len(variants)
    assert all(len(variant) == len(folded(text)) and all(variant) for variant in variants)


def test_spellings_are_few_for_every_form_of_random_letters():
    """Bounded whatever the word, and stable: respelling what was respelt adds nothing longer."""
    letters = "اأإآةىيئؤءلوبه" + "ـً"
    state = 7
    for _ in range(2000):
        word = ""
        for _ in range(1 + state % 7):
            state = (state * 1103515245 + 12345) % 2**31
            word += letters[state % len(letters)]
        variants = spelling_variants(folded(word))
        assert len(variants) <= MOST_SPELLINGS
        assert all(len(variant[0]) <= len(folded(word)[0]) for variant in variants)


def test_listed_forms_keep_what_they_have_and_the_least_glued_gives_to_its_variants():
    listed = {("سود",): "loose", ("السود",): "strict", ("وسود",): "listed"}
    made = spread(listed, lambda form: with_clitics(form, ARABIC))
    assert made["السود",] == made["والسود",] == made["للسود",] == "strict"
    assert made["بسود",] == "loose"
    assert made["وسود",] == "listed"


def test_variants_say_what_their_form_says():
    steps = variants_with(ARABIC)
    terms = [
        Identity("gender", "women", "امرأة", "strict", "singular"),
        Identity("race", "black", "سوداء", "adjective", "singular"),
    ]
    nouns = [Noun("امرأة", "singular", "gender", "women"), Noun("نساء", "plural", "gender", "women")]
    plain = compile_lexicon(terms, nouns, adjectives="after")
    compiled = compile_lexicon(terms, nouns, adjectives="after", variants=steps)

    def says(lexicon, form: str) -> dict[str, int]:
        term = lexicon.identity.index(" ".join(folded(form)))
        cells = range(lexicon.cell_start[term], lexicon.cell_start[term + 1])
        return {lexicon.groups[lexicon.cell_group[i]][1]: int(lexicon.cell_tier[i]) for i in cells}

    assert set(plain.identity) < set(compiled.identity)
    assert compiled.identity[: len(plain.identity)] == plain.identity
    for form in ("امرأة", "للامرأة", "وامراه", "وامرأة"):
        assert says(compiled, form) == {"women": STRICT}
    assert says(compiled, "السوداء") == {"black": LOOSE}
    assert says(compiled, "الامراة السوداء") == {"women": STRICT, "black": STRICT}
    assert " ".join(folded("نساء سوداء")) not in compiled.identity, "singular and plural do not agree"
    numbers = dict(zip(compiled.identity, compiled.forms.number.tolist(), strict=True))
    assert numbers[" ".join(folded("والامرأة"))] == numbers[" ".join(folded("امرأة"))] != 0
