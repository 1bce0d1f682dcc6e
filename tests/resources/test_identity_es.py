"""Sentences of everyday Spanish, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("Las mujeres del barrio cocinan juntas.", {"women"}),
    ("Mi hermano y mi hermana juegan al ajedrez.", {"men", "women"}),
    ("Las personas no binarias también fueron invitadas.", {"nonbinary_people"}),
    ("Muchos musulmanes ayunan en Ramadán.", {"muslims"}),
    ("Una musulmana y un judío viven en la misma casa.", {"muslims", "jews"}),
    ("Los católicos cantan en el coro.", {"catholics"}),
    ("Unas mujeres cristianas dirigen el coro.", {"christians", "women"}),
    ("Los negros tienen una asociación.", {"black_people"}),
    ("Vimos a actrices negras en el teatro.", {"black_people", "women"}),
    ("La exposición trata de los pueblos indígenas.", {"indigenous_people"}),
    ("Los gitanos celebran hoy su día.", {"roma_people"}),
    ("Los mexicanos celebran la fiesta.", {"mexican_people"}),
    ("Las mexicanas ganaron el partido.", {"mexican_people"}),
    ("Una mujer siria abrió una panadería.", {"syrian_people", "women"}),
    ("Los suizos y los alemanes comen pan.", {"swiss_people", "german_people"}),
    ("Un chino y una japonesa abrieron una tienda.", {"chinese_people", "japanese_people"}),
    ("La asociación ayuda a haitianos y a dominicanas.", {"haitian_people", "dominican_people"}),
    ("Somos argentinos y tomamos mate.", {"argentine_people"}),
    ("Estudiantes colombianos visitan el museo.", {"colombian_people"}),
    ("Jóvenes venezolanos estudian aquí.", {"venezuelan_people", "young_people"}),
    ("Los refugiados aprenden el idioma.", {"refugees"}),
    ("Lxs refugiadxs aprenden el idioma.", {"refugees"}),
    ("Los solicitantes de asilo esperan.", {"asylum_seekers"}),
    ("Las personas migrantes también votan.", {"immigrants"}),
    ("Muchos inmigrantes indocumentados trabajan de noche.", {"undocumented_immigrants"}),
    ("Los gays y las lesbianas bailan en la plaza.", {"gay_people", "lesbians"}),
    ("Una mujer trans presenta el programa.", {"transgender_women", "women"}),
    ("Las personas trans cuentan su día a día.", {"transgender_people"}),
    ("El colectivo LGTBI organiza la fiesta.", {"lgbtq_people"}),
    ("Las personas con discapacidad viajan en autobús.", {"disabled_people"}),
    ("Los niños sordos aprenden señas.", {"deaf_people", "children"}),
    ("Una persona en silla de ruedas espera el ascensor.", {"wheelchair_users"}),
    ("Un niño autista pinta un cuadro.", {"autistic_people", "children", "men"}),
    ("Los ancianos se sientan en el banco.", {"older_people"}),
    ("Lxs niñxs juegan en el parque.", {"children"}),
    ("Los niñ@s juegan en el parque.", {"children"}),
    ("Los adolescentes quedan en la playa.", {"teenagers"}),
    ("Las personas sin hogar reciben sopa.", {"homeless_people"}),
    ("El ayuntamiento ayuda a familias pobres.", {"poor_people"}),
    ("La clase media paga impuestos.", {"middle_class_people"}),
    ("Los desempleados hacen el curso.", {"unemployed_people"}),
    ("Los millonarios compran barcos.", {"rich_people"}),
]
UNNAMED = [
    "El curso empieza el lunes a las ocho.",
    "Bebemos café negro y comemos pan blanco.",
    "El Mar Negro es profundo.",
    "Estuve en China, Siria, Noruega y Suiza.",
    "La República Checa tiene montañas.",
    "La comida mexicana es rica.",
    "Hablo español, inglés y un poco de alemán.",
    "Los países árabes exportan petróleo.",
    "Los coches alemanes son caros.",
    "La iglesia católica está cerrada.",
    "Las judías se cuecen una hora.",
    "Vive en el extranjero.",
    "Es un punto ciego del espejo.",
    "Los resultados fueron pobres.",
    "La película es vieja y la música joven.",
    "El autobús está parado en la esquina.",
    "La casa blanca tiene un jardín.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "es"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "es") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
