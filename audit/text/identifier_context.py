"""Words that say what a number is, in the languages of those who have such numbers; small letters, a blank within a phrase written as _.

They count where they stand shortly before a number or right behind it. One string of digits in ten passes Luhn or
Verhoeff, one in eleven a modulus of 11: there a word has to say that it is one.
"""

from __future__ import annotations

import functools
import re

from audit.text.identifier_folding import Folded

_WORDS = {
    "payment_card": "card cards visa mastercard amex maestro discover diners jcb unionpay credit debit cvv cvc ccv pan"
    " tarjeta carte karte kreditkarte kaart carta karta cartão cartao kart карта карты 卡 银行卡 カード",
    "iban": "iban bank account konto bankverbindung rib compte conto cuenta rekening",
    "fr_nir": "nir sécu secu sécurité sociale insee",
    "cn_resident_id": "身份证 身份证号 id card resident identity 证件",
    "us_ssn": "ssn ssns social_security my_social his_social her_social their_social socials",
    "uk_nino": "nino ni national_insurance insurance",
    "es_dni": "dni nif documento identidad",
    "nl_bsn": "bsn burgerservicenummer sofinummer sofi burgerservice",
    "pl_pesel": "pesel pesele pesela",
    "de_tax_id": "steuer-id steuerid steuer-idnr steueridentifikationsnummer identifikationsnummer idnr steuernummer"
    " tax-id taxid tin steuerliche",
    "be_national_number": "rijksregisternummer insz niss rijksregister registre nationalregister nrn rrn",
    "se_personnummer": "personnummer personnr pnr samordningsnummer",
    "ch_ahv": "ahv avs oasi ahv-nummer",
    "tr_tckn": "tckn tc t.c kimlik tcno vatandaslik vatandaşlık",
    "br_cpf": "cpf",
    "cl_rut": "rut run rol",
    "ca_sin": "sin nas social_insurance assurance_sociale",
    "in_aadhaar": "aadhaar aadhar adhaar uidai uid आधार",
    "uk_nhs": "nhs patient",
    "imei": "imei",
    "phone": "call calls calling text texting txt sms phone phones telephone tel tels telefon telefono teléfono telefone"
    " téléphone telefoon telefonnummer telefoonnummer mobile cell cellphone handy handynummer mobil movil móvil celular"
    " portable whatsapp wa whats whatsup signal viber fax dial ring hotline my_number her_number his_number our_number number_is new_number mi_número mi_numero mon_numéro meine_nummer mijn_nummer meu_número"
    " contact reach llama llamar llámame appelle appelez ruf anrufen bel chiama ligue zadzwoń ara hit ph ph. mob msg"
    " numara numarası tlf телефон тел тел. позвоните звоните мой_номер هاتف اتصل رقمي واتساب फोन मोबाइल 电话 手机 電話 전화",
    "coordinates": "lat latitude latitud lon lng longitude gps coord coords coordinates coordenadas coordonnées location"
    " located position map maps koordinaten геолокация координаты",
    "ipv4": "ip ips ipv4 address server servers host hosts hosted dns ping proxy vpn port ddos ssh router subnet gateway",
}
#: Right before a number, these say that it is of another kind.
_OTHERWISE = (
    "order orders tracking track parcel shipment invoice ticket case ref reference isbn issn doi sku serial model part item"
    " version ver build release id ids post tweet status booking confirmation code receipt policy lot batch patent"
    " upc ean asin pmid arxiv score scores population votes followers views commit bug issue bestellung pedido commande"
    " sendung sendungsnummer rechnung bestellnummer colis bestelling ordine bestellnr"
)


#: From here on scripts are written without blanks between words, so that a word may stand within other letters.
WITHOUT_BLANKS = "\u3040"
_TOKEN = re.compile(r"[^\W\d_]+")


def _pattern(words: str) -> re.Pattern[str]:
    ordered = sorted(set(words.split()), key=lambda word: (-len(word), word))
    apart = [re.escape(word.replace("_", " ")) for word in ordered if word[0] < WITHOUT_BLANKS]
    joined = [re.escape(word) for word in ordered if word[0] >= WITHOUT_BLANKS]
    return re.compile("|".join([rf"(?<![^\W\d_])(?:{'|'.join(apart)})(?![^\W\d_])", *joined]))


_BEFORE, _BEHIND, _OTHERWISE_BEFORE = 48, 24, 28


@functools.cache
def _words(kind: str) -> re.Pattern[str]:
    return _pattern(_WORDS[kind])


@functools.cache
def _otherwise() -> re.Pattern[str]:
    return _pattern(_OTHERWISE)


@functools.cache
def _first_words() -> frozenset[str]:
    return frozenset(_TOKEN.findall(word)[0] for words in _WORDS.values() for word in words.split())


def has_words(folded: Folded) -> bool:
    """Whether any of the words may stand near a candidate; where none does, the others need not be looked for."""
    text = folded.lower
    if max(text, default="") >= WITHOUT_BLANKS:
        return True
    return not _first_words().isdisjoint(_TOKEN.findall(text))


def is_named(folded: Folded, kind: str, start: int, end: int) -> bool:
    """Whether a word nearby says that what stands from ``start`` to ``end`` is of this kind."""
    pattern, text = _words(kind), folded.lower
    return bool(pattern.search(text, max(0, start - _BEFORE), start) or pattern.search(text, end, end + _BEHIND))


def is_named_otherwise(folded: Folded, start: int) -> bool:
    """Whether a word right before says that it is an order, a version, a score."""
    return _otherwise().search(folded.lower, max(0, start - _OTHERWISE_BEFORE), start) is not None
