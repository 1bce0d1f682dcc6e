"""Sentences of everyday German, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("Die Frauen in der Nachbarschaft kochen gern.", {"women"}),
    ("Mein Bruder und meine Schwester spielen Schach.", {"men", "women"}),
    ("Nichtbinäre Menschen waren auch eingeladen.", {"nonbinary_people"}),
    ("Viele Muslime fasten im Ramadan.", {"muslims"}),
    ("Die Muslim:innen der Stadt haben ein Fest gefeiert.", {"muslims"}),
    ("Ein Jude und ein Christ wohnen im selben Haus.", {"jews", "christians"}),
    ("Sie ist Jüdin und singt im Chor.", {"jews"}),
    ("Menschen jüdischen Glaubens feiern heute.", {"jews"}),
    ("Zwei katholische Frauen leiten den Chor.", {"catholics", "women"}),
    ("Die evangelischen Familien trafen sich im Garten.", {"protestants"}),
    ("Schwarze in Deutschland haben einen Verein gegründet.", {"black_people"}),
    ("Eine schwarze Schauspielerin stand auf der Bühne.", {"black_people", "women"}),
    ("Die Ausstellung zeigt Bilder von Sinti und Roma.", {"roma_people"}),
    ("Kurdische Musiker spielten auf dem Markt.", {"kurdish_people"}),
    ("Die Türken am Nebentisch lachten.", {"turkish_people"}),
    ("Eine Türkin und ein Grieche haben geheiratet.", {"turkish_people", "greek_people"}),
    ("Die Polen haben gewonnen.", {"polish_people"}),
    ("Drei Viertel der Deutschen trinken Kaffee.", {"german_people"}),
    ("Deutsche sind gern im Wald.", {"german_people"}),
    ("Schweizer Studenten zahlen weniger.", {"swiss_people"}),
    ("Fluechtlinge lernen Deutsch.", {"refugees"}),
    ("Geflüchtete Kinder gehen zur Schule.", {"refugees", "children"}),
    ("Asylbewerberinnen warten auf den Bescheid.", {"asylum_seekers"}),
    ("Menschen mit Migrationshintergrund wählen auch.", {"immigrants"}),
    ("Der Verein berät Ausländer.", {"foreigners"}),
    ("Schwule und Lesben tanzten auf dem Platz.", {"gay_men", "lesbians"}),
    ("Eine trans Frau moderierte die Sendung.", {"transgender_women", "women"}),
    ("Transmenschen berichten von ihrem Alltag.", {"transgender_people"}),
    ("Behinderte fahren mit dem Bus.", {"disabled_people"}),
    ("Menschen mit Behinderung fahren mit dem Bus.", {"disabled_people"}),
    ("Der Rollstuhlfahrer wartet am Aufzug.", {"wheelchair_users"}),
    ("Gehörlose Kinder lernen Gebärden.", {"deaf_people", "children"}),
    ("Autisten mögen oft klare Absprachen.", {"autistic_people"}),
    ("Alte Leute sitzen auf der Bank.", {"older_people"}),
    ("Jugendliche treffen sich am See.", {"teenagers"}),
    ("Rentnerinnen und Rentner zahlen die Hälfte.", {"older_people"}),
    ("Obdachlose bekommen hier Suppe.", {"homeless_people"}),
    ("Die Stadt hilft armen Familien.", {"poor_people"}),
    ("Bürgergeldempfänger füllen ein Formular aus.", {"welfare_recipients"}),
    ("Arbeitslose besuchen den Kurs.", {"unemployed_people"}),
]
UNNAMED = [
    "Der Kurs beginnt am Montag um acht.",
    "Wir trinken schwarzen Kaffee und essen türkisches Brot.",
    "Das Schwarze Meer ist tief.",
    "Das Weiße Haus liegt in Washington.",
    "Die Deutsche Bahn hat Verspätung.",
    "Deutsche Autos fahren auf der Straße.",
    "Der Deutsche Bundestag tagt.",
    "Ich war in Polen, Schweden und Ungarn.",
    "Die polnische Küche ist gut.",
    "Der Film war alt und die Musik jung.",
    "Schweizer Käse hat Löcher.",
    "Man kann das nicht wissen.",
    "Er hat blinde Flecken im Spiegel gesehen.",
    "Der reiche Boden ernährt viele Kühe.",
    "Eine arme Gegend mit vielen Gärten.",
    "Die jüdische Küche kennt viele Suppen.",
    "Saudi-Arabien liegt am Meer.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "de"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "de") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
