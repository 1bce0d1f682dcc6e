"""Sentences of everyday Italian, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("Le donne del quartiere organizzano il mercato.", {"women"}),
    ("Mio padre e mia sorella giocano a scacchi.", {"men", "women"}),
    ("Alcune persone non binarie hanno parlato.", {"nonbinary_people"}),
    ("I neri e gli arabi della squadra festeggiano.", {"arab_people", "black_people"}),
    ("Un'attrice nera ha vinto il premio.", {"black_people", "women"}),
    ("Gli studenti asiatici preparano un concerto.", {"asian_people"}),
    ("I popoli indigeni firmano l'accordo.", {"indigenous_people"}),
    ("Rom e sinti suonano insieme.", {"roma_people"}),
    ("Le persone razzializzate raccontano la loro storia.", {"people_of_color"}),
    ("Le famiglie nordafricane gestiscono il bar.", {"middle_eastern_people"}),
    ("È una donna di origine africana.", {"african_people", "women"}),
    ("I musulmani preparano la festa.", {"muslims"}),
    ("Un ebreo e un cristiano gestiscono la libreria.", {"christians", "jews"}),
    ("Una donna di fede ebraica dirige la scuola.", {"jews", "women"}),
    ("I testimoni di Geova affittano la sala.", {"jehovahs_witnesses"}),
    ("Gli alunni cattolici visitano il museo.", {"catholics"}),
    ("Anche gli atei erano invitati.", {"atheists"}),
    ("L'immigrato ha aperto un forno.", {"immigrants"}),
    ("La storia dell'immigrata è bella.", {"immigrants"}),
    ("I rifugiati e i profughi imparano la lingua.", {"refugees"}),
    ("I richiedenti asilo aspettano la risposta.", {"asylum_seekers"}),
    ("Gli stranieri cantano in coro.", {"foreigners"}),
    ("Gli italiani e i francesi dividono il titolo.", {"french_people", "italian_people"}),
    ("Una giornalista tedesca lo ha intervistato.", {"german_people"}),
    ("Un'egiziana e uno spagnolo si sono sposati.", {"egyptian_people", "spanish_people"}),
    ("La vicina è di nazionalità rumena.", {"romanian_people"}),
    ("Noi italiani cuciniamo spesso.", {"italian_people"}),
    ("Una coppia omosessuale si è sposata ieri.", {"gay_people"}),
    ("Le lesbiche del circolo hanno vinto.", {"lesbians"}),
    ("Una donna trans conduce il programma.", {"transgender_women", "women"}),
    ("La comunità LGBT ha sfilato.", {"lgbtq_people"}),
    ("Le persone con disabilità entrano di qui.", {"disabled_people"}),
    ("Un bambino autistico suona il piano.", {"autistic_people", "children"}),
    ("I sordi cantano con le mani.", {"deaf_people"}),
    ("Un uomo in sedia a rotelle attraversa la piazza.", {"men", "wheelchair_users"}),
    ("I non vedenti leggono in braille.", {"blind_people"}),
    ("Le persone che vivono con l'HIV sono seguite qui.", {"people_with_hiv"}),
    ("I bambini disegnano.", {"children"}),
    ("Gli adolescenti provano lo spettacolo.", {"teenagers"}),
    ("Gli anziani ballano la domenica.", {"older_people"}),
    ("I giovani del paese cantano.", {"young_people"}),
    ("I senzatetto ricevono una zuppa calda.", {"homeless_people"}),
    ("Le famiglie povere pagano meno.", {"poor_people"}),
    ("La classe operaia ha il suo museo.", {"working_class_people"}),
    ("I disoccupati seguono un corso.", {"unemployed_people"}),
    ("I percettori del reddito di cittadinanza compilano il modulo.", {"welfare_recipients"}),
    ("I più ricchi ereditano di più.", {"rich_people"}),
]
UNNAMED = [
    "Il corso comincia lunedì alle otto.",
    "Ho gli occhi neri e una camicia bianca.",
    "Il vino bianco accompagna il pesce.",
    "La Casa Bianca ha pubblicato una nota.",
    "Il film americano esce mercoledì.",
    "La cucina cinese è varia.",
    "L'italiano è una bella lingua.",
    "Gli Emirati Arabi Uniti sono sul mare.",
    "Loro vivono all'estero.",
    "La scheda bianca non conta.",
    "Il mercato nero è stato chiuso.",
    "La Francia e la Spagna si qualificano.",
    "La musica italiana è bella.",
    "Questo paese povero ha un suolo ricco.",
    "Parla bene arabo e cinese.",
    "Il pastore tedesco dorme.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "it"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "it") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
