"""Sentences of everyday Portuguese, and whom they name."""

from __future__ import annotations

import pytest

from audit.plan import Plan
from audit.text_reader import text_reader

NAMED = [
    ("As mulheres do bairro organizam a feira.", {"women"}),
    ("O meu pai e a minha irmã jogam xadrez.", {"men", "women"}),
    ("Pessoas não binárias falaram na reunião.", {"nonbinary_people"}),
    ("Os negros e os brancos do clube festejam.", {"black_people", "white_people"}),
    ("Uma atriz negra ganhou o prêmio.", {"black_people", "women"}),
    ("As comunidades quilombolas plantam café.", {"black_people"}),
    ("A população parda cresceu no censo.", {"multiracial_people"}),
    ("Os povos indígenas assinaram o acordo.", {"indigenous_people"}),
    ("Os indios e os ciganos tocam juntos.", {"indigenous_people", "roma_people"}),
    ("Estudantes asiáticos preparam um concerto.", {"asian_people"}),
    ("Pessoas de cor contam a sua história.", {"people_of_color"}),
    ("Ele é de origem árabe.", {"arab_people"}),
    ("Os muçulmanos preparam a festa.", {"muslims"}),
    ("Uma pessoa judia dirige a escola.", {"jews"}),
    ("Os evangélicos cantam no domingo.", {"evangelicals"}),
    ("As testemunhas de Jeová alugam a sala.", {"jehovahs_witnesses"}),
    ("Os povos de terreiro abriram a casa.", {"folk_religion_followers"}),
    ("Famílias católicas visitam o museu.", {"catholics"}),
    ("Os ateus também foram convidados.", {"atheists"}),
    ("O imigrante abriu uma padaria.", {"immigrants"}),
    ("As refugiadas aprendem a língua.", {"refugees"}),
    ("Os requerentes de asilo esperam a resposta.", {"asylum_seekers"}),
    ("Imigrantes indocumentados pedem ajuda.", {"undocumented_immigrants"}),
    ("Os brasileiros e os portugueses partilham o título.", {"brazilian_people", "portuguese_people"}),
    ("Uma jornalista angolana fez a entrevista.", {"angolan_people"}),
    ("Um estudante ingles mora aqui.", {"british_people"}),
    ("A vizinha é de nacionalidade italiana.", {"italian_people"}),
    ("Um casal homossexual casou ontem.", {"gay_people"}),
    ("As lésbicas do clube venceram.", {"lesbians"}),
    ("Uma mulher trans apresenta o programa.", {"transgender_women", "women"}),
    ("A comunidade LGBT desfilou.", {"lgbtq_people"}),
    ("Pessoas com deficiência entram por aqui.", {"disabled_people"}),
    ("Uma criança autista toca piano.", {"autistic_people", "children"}),
    ("Os surdos assinam a canção.", {"deaf_people"}),
    ("O cadeirante atravessa a praça.", {"wheelchair_users"}),
    ("Pessoas que vivem com HIV são atendidas aqui.", {"people_with_hiv"}),
    ("As crianças desenham.", {"children"}),
    ("Os adolescentes ensaiam a peça.", {"teenagers"}),
    ("Os idosos dançam aos domingos.", {"older_people"}),
    ("Os jovens da aldeia cantam.", {"young_people"}),
    ("Os moradores de rua recebem sopa quente.", {"homeless_people"}),
    ("Famílias de baixa renda pagam menos.", {"poor_people"}),
    ("A classe trabalhadora tem o seu museu.", {"working_class_people"}),
    ("Os desempregados fazem um curso.", {"unemployed_people"}),
    ("Os beneficiários do Bolsa Família preenchem a ficha.", {"welfare_recipients"}),
    ("Os mais ricos herdam mais.", {"rich_people"}),
]
UNNAMED = [
    "O curso começa na segunda às oito.",
    "Tenho olhos pretos e uma camisa branca.",
    "O vinho branco acompanha o peixe.",
    "A Casa Branca publicou uma nota.",
    "O filme americano estreia na quarta.",
    "A cozinha chinesa é variada.",
    "O português é uma língua bonita.",
    "Os Emirados Árabes Unidos ficam junto ao mar.",
    "Eles vivem no estrangeiro.",
    "O voto branco não conta.",
    "O café preto está quente.",
    "Portugal e Itália apuraram-se.",
    "A música brasileira é bonita.",
    "Este país pobre tem solo rico.",
    "Fala bem árabe e chinês.",
    "O mercado negro foi fechado.",
]


@pytest.fixture(scope="module")
def reader():
    return text_reader(Plan.make({"dataset": {"language": "pt"}}))


def strict(reader, text):
    return {group for span in reader.spans(text, "pt") for _, group, tier in span.says if tier == "strict"}


@pytest.mark.parametrize(("text", "groups"), NAMED, ids=[text for text, _ in NAMED])
def test_names_strictly(reader, text, groups):
    assert strict(reader, text) == groups


@pytest.mark.parametrize("text", UNNAMED)
def test_names_nobody_strictly(reader, text):
    assert strict(reader, text) == set()
