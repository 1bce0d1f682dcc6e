"""Sentences of everyday French, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("Les femmes du quartier organisent un marché.", {"women"}),
    ("Mon père et ma sœur jouent aux échecs.", {"men", "women"}),
    ("Des personnes non binaires ont pris la parole.", {"nonbinary_people"}),
    ("Les Noirs et les Arabes du club fêtent la victoire.", {"arab_people", "black_people"}),
    ("Une actrice noire a reçu le prix.", {"black_people", "women"}),
    ("Une renoi et un rebeu chantent ensemble.", {"arab_people", "black_people"}),
    ("Les étudiants asiatiques préparent un concert.", {"asian_people"}),
    ("Deux peuples autochtones signent l'accord.", {"indigenous_people"}),
    ("Les gens du voyage se sont installés près du lac.", {"roma_people"}),
    ("Les personnes racisées racontent leur parcours.", {"people_of_color"}),
    ("Des familles maghrébines tiennent ce café.", {"middle_eastern_people"}),
    ("Elle est d'origine antillaise.", {"caribbean_people"}),
    ("Les musulmans préparent la fête.", {"muslims"}),
    ("Les musulman·es de la ville ouvrent leurs portes.", {"muslims"}),
    ("Une femme de confession juive dirige l'école.", {"jews", "women"}),
    ("Un juif et un chrétien tiennent la librairie.", {"christians", "jews"}),
    ("Les témoins de Jéhovah louent la salle.", {"jehovahs_witnesses"}),
    ("Des élèves catholiques visitent le musée.", {"catholics"}),
    ("L'immigré a ouvert une boulangerie.", {"immigrants"}),
    ("Ils parlent d'immigrés et de refugies.", {"immigrants", "refugees"}),
    ("Les demandeurs d'asile apprennent la langue.", {"asylum_seekers"}),
    ("Un collectif de sans-papiers a chanté.", {"undocumented_immigrants"}),
    ("Les Français et les Belges partagent le titre.", {"belgian_people", "french_people"}),
    ("Une journaliste italienne l'a interviewé.", {"italian_people"}),
    ("Les Egyptiens ont gagné le match.", {"egyptian_people"}),
    ("Le voisin est de nationalité portugaise.", {"portuguese_people"}),
    ("Un couple homosexuel s'est marié hier.", {"gay_people"}),
    ("Les lesbiennes du club ont gagné.", {"lesbians"}),
    ("Une femme trans anime l'émission.", {"transgender_women", "women"}),
    ("Les jeunes LGBT ont défilé.", {"lgbtq_people", "young_people"}),
    ("Les personnes en situation de handicap entrent par ici.", {"disabled_people"}),
    ("Un enfant autiste joue du piano.", {"autistic_people", "children"}),
    ("Des élèves sourds signent la chanson.", {"deaf_people"}),
    ("Un homme en fauteuil roulant traverse la place.", {"men", "wheelchair_users"}),
    ("Les personnes vivant avec le VIH sont suivies ici.", {"people_with_hiv"}),
    ("Les enfants dessinent.", {"children"}),
    ("Les lycéennes répètent la pièce.", {"teenagers"}),
    ("Les personnes âgées dansent le dimanche.", {"older_people"}),
    ("Nos retraités jardinent.", {"older_people"}),
    ("Les jeunes du village chantent.", {"young_people"}),
    ("Les SDF reçoivent une soupe chaude.", {"homeless_people"}),
    ("Les familles modestes paient moins.", {"poor_people"}),
    ("La classe ouvrière a son musée.", {"working_class_people"}),
    ("Les chômeurs suivent un cours.", {"unemployed_people"}),
    ("Les allocataires du RSA remplissent un dossier.", {"welfare_recipients"}),
    ("Les riches héritent davantage.", {"rich_people"}),
]
UNNAMED = [
    "Le cours commence lundi à huit heures.",
    "J'ai les yeux noirs et une chemise blanche.",
    "Le vin blanc accompagne le poisson.",
    "La Maison Blanche a publié un communiqué.",
    "Le film américain sort mercredi.",
    "La cuisine chinoise est variée.",
    "Le français est une belle langue.",
    "Les Émirats arabes unis sont au bord de la mer.",
    "Ils vivent à l'étranger.",
    "Le vote blanc n'est pas compté.",
    "Un vieux film et une jeune équipe.",
    "La France et l'Italie se qualifient.",
    "Le tableau noir est propre.",
    "Ce pays pauvre a de riches paysages.",
    "Il parle couramment arabe et chinois.",
    "Une clé USB et un ordinateur.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "fr"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "fr") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
