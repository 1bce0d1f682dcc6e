"""The English lexicons: women and men are named alike, and longer forms say what they swallow."""

from __future__ import annotations

import pytest

from audit import resources
from audit.plan import Plan
from audit.text_reader import text_reader

#: Words of the list of women, and the words of the list of men that may answer to each.
COUNTERPARTS = {
    "woman": "man", "women": "men", "girl": "boy", "girls": "boys", "lady": "gentleman", "ladies": "gentlemen",
    "female": "male", "females": "males", "mother": "father", "mothers": "fathers", "mom": "dad", "moms": "dads",
    "mum": "dad", "mums": "dads", "mommy": "daddy", "mommies": "daddies", "mummy": "daddy", "mummies": "daddies",
    "mama": "papa", "mamas": "papas", "wife": "husband", "wives": "husbands", "daughter": "son", "daughters": "sons",
    "sister": "brother", "sisters": "brothers", "sis": "bro bros", "girlfriend": "boyfriend",
    "girlfriends": "boyfriends", "grandmother": "grandfather", "grandmothers": "grandfathers", "grandma": "grandpa",
    "grandmas": "grandpas", "granny": "grandad granddad", "grannies": "grandads granddads", "nan": "granddad", "aunt": "uncle",
    "aunts": "uncles", "auntie": "uncle", "aunties": "uncles", "niece": "nephew", "nieces": "nephews",
    "granddaughter": "grandson", "granddaughters": "grandsons", "stepmother": "stepfather",
    "stepmothers": "stepfathers", "stepmom": "stepdad", "stepmum": "stepdad", "stepsister": "stepbrother",
    "stepsisters": "stepbrothers", "stepdaughter": "stepson", "stepdaughters": "stepsons", "godmother": "godfather",
    "widow": "widower", "widows": "widowers", "bride": "bridegroom groom", "brides": "bridegrooms grooms",
    "spinster": "bachelor", "spinsters": "bachelors", "housewife": "househusband", "housewives": "househusbands",
    "actress": "actor", "actresses": "actors", "waitress": "waiter", "waitresses": "waiters", "queen": "king",
    "queens": "kings", "princess": "prince", "princesses": "princes", "madam": "sir", "ma'am": "sir",
    "madams": "sirs", "gal": "guy fella", "gals": "guys fellas", "lass": "lad", "lasses": "lads", "chick": "dude",
    "chicks": "dudes", "dame": "bloke chap", "dames": "blokes chaps", "babe": "hunk", "babes": "hunks",
    "womanhood": "manhood", "womankind": "mankind", "womenfolk": "menfolk", "👩": "👨", "👧": "👦", "👵": "👴",
    "🚺": "🚹", "♀": "♂", "👭": "👬", "🙋‍♀️": "🙋‍♂️", "🤷‍♀️": "🤷‍♂️", "🤦‍♀️": "🤦‍♂️",
}  # fmt: skip
#: Forms of one list without a counterpart of the same tier in the other, and why. Slurs have none and are not listed.
EXCEPTIONS = {
    "actress": "an actor may be of any gender", "actresses": "an actor may be of any gender",
    "actor": "an actor may be of any gender", "actors": "an actor may be of any gender",
    "womankind": "mankind is said of all people", "mankind": "mankind is said of all people",
    "groom": "a verb, and who tends horses", "grooms": "a verb, and who tends horses",
    "mummy": "also a body of old Egypt", "mummies": "also bodies of old Egypt", "nan": "also a bread",
    "homemakers": "few men are called so",
    "womyn": "a spelling that men have none of", "womxn": "a spelling that men have none of",
    "lesbian": "the word for gay men, gay, is said of all", "lesbians": "the word for gay men, gays, is said of all",
    "gays and lesbians": "names women, and gay people of any gender",
    "lesbian mom": "dads are called gay", "lesbian moms": "dads are called gay",
    "diva": "the word for men is not in use", "divas": "the word for men is not in use",
    "damsels": "the word for men is not in use",
    "karen": "a name for women alone", "karens": "a name for women alone",
    "incel": "mostly men by usage", "incels": "mostly men by usage", "simp": "mostly men by usage",
    "simps": "mostly men by usage",
}  # fmt: skip
_ENDINGS = (("women", "men"), ("woman", "man"), ("girls", "boys"), ("girl", "boy"))
_BACK: dict[str, str] = {}
for _word, _answers in COUNTERPARTS.items():
    for _answer in _answers.split():
        _BACK[_answer] = f"{_BACK.get(_answer, '')} {_word}".strip()


def answers(form: str, words: dict[str, str], endings: tuple[tuple[str, str], ...]) -> set[str]:
    """What may stand in the other list for a form, word by word."""
    found = [""]
    for word in form.split():
        changed = words.get(word, "").split()
        if not changed:
            changed = [word.removesuffix(a) + b for a, b in endings if word.endswith(a)][:1] or [word]
        found = [f"{begun} {each}".strip() for begun in found for each in changed]
    return set(found)


def lists() -> tuple[dict[str, str], dict[str, str], set[str]]:
    terms = [term for term in resources.identity_terms().rows if term.axis == "gender"]
    women = {term.form: term.tier for term in terms if term.group == "women"}
    men = {term.form: term.tier for term in terms if term.group == "men"}
    return women, men, {term.form for term in terms if "slur" in term.note}


def test_women_and_men_are_mirrored() -> None:
    """Each form of one has its counterpart, of the same tier, in the other, or is an exception that says why."""
    women, men, slurs = lists()
    back = tuple((b, a) for a, b in _ENDINGS)
    alone = {
        f for f, tier in women.items() if tier not in {men.get(each) for each in answers(f, COUNTERPARTS, _ENDINGS)}
    }
    alone |= {f for f, tier in men.items() if tier not in {women.get(each) for each in answers(f, _BACK, back)}}
    assert sorted(alone - slurs - EXCEPTIONS.keys()) == []
    assert sorted(EXCEPTIONS.keys() - alone) == [], "has its counterpart now"


@pytest.mark.parametrize(("form", "other"), [("single mothers", "single fathers"), ("businesswomen", "businessmen")])
def test_the_mirror_changes_words_and_endings(form: str, other: str) -> None:
    assert answers(form, COUNTERPARTS, _ENDINGS) == {other}


def strict(text: str) -> set[str]:
    spans = text_reader(Plan()).spans(text, "en")
    return {group for span in spans if span.layer == "identity" for _, group, how in span.says if how == "strict"}


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Latin Americans vote", {"hispanic_latino_people"}),
        ("American Indians vote", {"indigenous_people"}),
        ("West Indians vote", {"caribbean_people"}),
        ("African Americans vote", {"black_people", "american_people"}),
        ("Latin American women vote", {"hispanic_latino_people", "women"}),
    ],
)
def test_what_a_longer_form_swallows(text: str, groups: set[str]) -> None:
    """Latin Americans are no Americans; African Americans are."""
    assert strict(text) == groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("Low-income families pay more", {"poor_people"}),
        ("she was homeless for a year", {"homeless_people"}),
        ("working class people", {"working_class_people"}),
        ("the middle class shrinks", {"middle_class_people"}),
        ("tax the rich", {"rich_people"}),
        ("two billionaires", {"rich_people"}),
        ("help for the unemployed", {"unemployed_people"}),
        ("welfare recipients", {"welfare_recipients"}),
        ("poor quality, rich in vitamins", set()),
        ("that poor girl", {"women"}),
    ],
)
def test_socioeconomic_status(text: str, groups: set[str]) -> None:
    assert strict(text) == groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("I'm a Muslim", {"muslims"}),
        ("he is gay", {"gay_people"}),
        ("blacks and whites", {"black_people", "white_people"}),
        ("a black car", set()),
        ("as a Christian", {"christians"}),
        ("a Christian school", set()),
        ("an American car", set()),
        ("as an American", {"american_people"}),
    ],
)
def test_words_around_a_noun_that_is_an_adjective_too(text: str, groups: set[str]) -> None:
    assert strict(text) == groups


def test_no_form_swallows_what_the_table_calls_whole() -> None:
    """The note is for longer forms: a single word has nothing inside."""
    assert all(" " in term.form for term in resources.identity_terms().rows if "whole" in term.note)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("she's Iraqi", {"iraqi_people"}),
        ("immigrants from Mexico", {"immigrants", "mexican_people"}),
        ("from Mexico", set()),
        ("openly gay senator", {"gay_people"}),
        ("the uneducated", {"people_with_little_education"}),
        ("an uneducated man", {"people_with_little_education", "men"}),
        ("they were slaves", {"enslaved_people"}),
        ("slave owner", set()),
        ("possibly homeless", {"homeless_people"}),
        ("a homeless shelter", set()),
        ("that good kid", {"children"}),
        ("Kid Rock sings", set()),
        ("a 25 year old", {"adults"}),
        ("my 4th grader", {"children"}),
        ("gay seniors", {"gay_people", "older_people"}),
        ("American Muslims", {"american_people", "muslims"}),
        ("he is a Nigerian", {"nigerian_people"}),
        ("another Armenian", {"armenian_people"}),
        ("an Armenian restaurant", set()),
        ("people from India", {"indian_people"}),
        ("the food is from India", set()),
        ("my dad is black", {"men", "black_people"}),
        ("the car is black", set()),
        ("the kids were poor", {"children", "poor_people"}),
        ("the quality was poor", set()),
        ("the car was old", set()),
        ("the night was young", set()),
        ("an 80-year-old", {"older_people"}),
        ("in his late 70s", {"older_people"}),
        ("music of the 70s", set()),
        ("two 15 year olds", {"teenagers"}),
        ("a 5 year old car", set()),
        ("a 5 year old boy", {"children", "men"}),
        ("being straight", {"heterosexual_people"}),
        ("I am straight up laughing", set()),
        ("the poor don't vote", {"poor_people"}),
        ("a gay black man", {"gay_people", "black_people", "men"}),
        ("Somali Muslim refugees", {"somali_people", "muslims", "refugees"}),
        ("a black teen", {"black_people", "teenagers"}),
        ("a Nigerian prince", {"nigerian_people"}),
        ("my best friend is a Nigerian best friend", {"nigerian_people"}),
        ("a Mexican police officer", {"mexican_people"}),
        ("Chinese characters", set()),
        ("half German, half Irish", {"german_people", "irish_people"}),
        ("proud to be British", {"british_people"}),
        ("he was from Pakistan", {"pakistani_people"}),
        ("she was born in Kenya", {"kenyan_people"}),
        ("my grandmother", {"older_people", "women"}),
        ("he was old and tired", {"older_people"}),
        ("when I was 12", {"children"}),
        ("a 15yo", {"teenagers"}),
        ("at the age of 80", {"older_people"}),
        ("age 30", set()),
        ("a rich politician", {"rich_people"}),
        ("rich chocolate", set()),
        ("kids from the projects", {"children", "poor_people"}),
        ("we finished the projects", set()),
        ("kids with autism", {"autistic_people", "children"}),
        ("the mentally disabled", {"people_with_intellectual_disabilities"}),
        ("a Moslim girl", {"muslims", "women"}),
        ("the muslimes", {"muslims"}),
        ("my boyfriend (28m) left me (25f)", {"men", "adults"}),
        ("she is 26 and married", {"adults"}),
        ("I turned 18 last week", {"teenagers"}),
        ("the building was 26", set()),
        ("a 37-year-old hiker", {"adults"}),
        ("the Pope said", {"catholics"}),
        ("a Buddhist priest", {"buddhists", "religious_people"}),
        ("two missionaries", {"christians"}),
        ("I was raised Catholic", {"catholics"}),
        ("raised a Catholic school", set()),
        ("the people of Greece", {"greek_people"}),
        ("the economy of Greece", set()),
        ("someone from New Zealand", {"new_zealand_people"}),
        ("sheep from New Zealand", set()),
        ("she is South African", {"south_african_people"}),
        ("every ethnic Tibetan", {"tibetan_people"}),
        ("a young woman in wheelchair", {"women", "young_people", "wheelchair_users"}),
        ("he was declared insane", {"people_with_mental_illness"}),
        ("the insane prices", set()),
        ("a heroin addict", {"people_with_addiction"}),
        ("for working families", {"working_class_people"}),
        ("German folk music", set()),
        ("Mexican folk vote", {"mexican_people"}),
        ("the 15yr old", {"teenagers"}),
        ("my 2-year-old", {"children"}),
        ("a 2-year-old copy", set()),
        ("you are an adult", {"adults"}),
        ("an adult film", set()),
        ("a Canadian here", {"canadian_people"}),
        ("colored people", {"black_people"}),
        ("colored pencils", set()),
        ("rich white supporters", {"rich_people", "white_people"}),
        ("she was seeking asylum", {"asylum_seekers"}),
        ("Im European", {"european_people"}),
        ("you have to be 23 or older", {"adults"}),
        ("at age 25 she left", {"adults"}),
        ("the poorest states", set()),
        ("anti-white people", set()),
        ("posh residents", {"rich_people"}),
        ("a terrorist is white", {"white_people"}),
        ("the wall is white", set()),
        ("I'm bi", {"bisexual_people"}),
        ("this is bi-weekly", set()),
        ("a Chinese old lady", {"chinese_people", "older_people", "women"}),
    ],
)
def test_phrases_that_make_a_person_of_a_word(text: str, groups: set[str]) -> None:
    assert strict(text) == groups


def test_every_nationality_with_a_noun_has_the_same_phrases() -> None:
    """A word list that knows more phrases for some nationalities than for others would count those more often."""
    terms = [term for term in resources.identity_terms().rows if term.axis == "nationality_migration"]
    forms = {term.form for term in terms}
    frames = ("as {}", "being {}", "he is {}", "you are {}", "became {}")
    plain = ("every {}", "another {}", "fellow {}", "typical {}", "{} was", "{} has")
    adjectives = {term.form for term in terms if term.tier == "adjective" and " " not in term.form}
    nouns = {word for word in adjectives if f"another {word}" in forms}
    assert len(nouns) > 80
    for word in sorted(nouns):
        article = "a" if f"as a {word}" in forms else "an"
        missing = [each for each in frames if each.format(f"{article} {word}") not in forms]
        assert missing + [each for each in plain if each.format(word) not in forms] == [], word
    pronouns = ("he is {}", "she was {}", "they are {}", "i am {}", "who is {}", "being {}", "to be {}", "half {}")
    nations = adjectives - {"foreign", "displaced", "stateless", "boricua", "magyar", "filipinx", "québécois"}
    assert [f.format(w) for w in sorted(nations) for f in pronouns if f.format(w) not in forms] == []


@pytest.mark.parametrize(
    "text",
    [
        "a lazy Mexican man",
        "the dirty immigrants",
        "stupid Muslims",
        "a lazy millennial woman",
        "the violent Somali was here",
    ],
)
def test_what_is_said_of_a_group_is_no_part_of_its_name(text: str) -> None:
    """A form with the insult inside would hide it from everything that looks at the words beside a mention."""
    spans = [span for span in text_reader(Plan()).spans(text, "en") if span.layer == "identity"]
    assert spans
    assert not {"lazy", "dirty", "stupid", "violent"} & {word for span in spans for word in span.form.split()}


def test_a_phrase_says_more_than_a_shorter_one_in_it() -> None:
    """ "She was a Sikh" beside "was a Sikh" would find nothing more, and make the list longer."""
    terms = [term for term in resources.identity_terms().rows if term.tier == "strict"]
    strict_forms = {(term.axis, term.group, term.form) for term in terms}
    idle = []
    for term in terms:
        words = term.form.split()
        if words[0] not in {"he", "she", "they", "we", "i", "you", "who"} or term.note or term.number:
            continue
        inside = {" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1)} - {term.form}
        idle += [term.form for each in inside if len(words) > 2 and (term.axis, term.group, each) in strict_forms]
    assert idle == []
