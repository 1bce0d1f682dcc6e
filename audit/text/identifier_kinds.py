"""The kinds of identifiers that are looked for, each with what to print in its place."""

from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of identifier.

    Attributes
    ----------
    name : str
        Stable: part of the ids of estimates.
    title : str
        What a reader calls several of them, as in "posts with at least one of: e-mail addresses".
    placeholder : str
        To print where one was taken out.
    """

    name: str
    title: str
    placeholder: str


#: In order of preference where two of the same length fit one place.
KINDS = (
    Kind("email", "e-mail addresses", "[e-mail]"),
    Kind("secret_in_link", "passwords and keys in links", "[secret]"),
    Kind("profile_link", "links to a profile", "[profile]"),
    Kind("handle", "account names", "[account]"),
    Kind("iban", "bank accounts (IBAN)", "[bank account]"),
    Kind("payment_card", "payment cards", "[card]"),
    Kind("ipv4", "internet addresses (IPv4)", "[internet address]"),
    Kind("ipv6", "internet addresses (IPv6)", "[internet address]"),
    Kind("mac_address", "hardware addresses (MAC)", "[hardware address]"),
    Kind("bitcoin_address", "Bitcoin addresses", "[wallet]"),
    Kind("ethereum_address", "Ethereum addresses", "[wallet]"),
    Kind("coordinates", "coordinates of places", "[coordinates]"),
    Kind("us_ssn", "social security numbers of the United States", "[national number]"),
    Kind("uk_nino", "national insurance numbers of the United Kingdom", "[national number]"),
    Kind("es_dni", "identity numbers of Spain (DNI)", "[national number]"),
    Kind("es_nie", "foreigner numbers of Spain (NIE)", "[national number]"),
    Kind("it_codice_fiscale", "tax codes of Italy", "[national number]"),
    Kind("fr_nir", "social security numbers of France", "[national number]"),
    Kind("de_tax_id", "tax numbers of Germany", "[national number]"),
    Kind("nl_bsn", "citizen service numbers of the Netherlands", "[national number]"),
    Kind("pl_pesel", "PESEL numbers of Poland", "[national number]"),
    Kind("be_national_number", "national register numbers of Belgium", "[national number]"),
    Kind("fi_hetu", "identity codes of Finland", "[national number]"),
    Kind("se_personnummer", "identity numbers of Sweden", "[national number]"),
    Kind("ch_ahv", "social security numbers of Switzerland", "[national number]"),
    Kind("tr_tckn", "identity numbers of Turkey", "[national number]"),
    Kind("br_cpf", "taxpayer numbers of Brazil (CPF)", "[national number]"),
    Kind("cl_rut", "identity numbers of Chile (RUT)", "[national number]"),
    Kind("mx_curp", "population registry codes of Mexico", "[national number]"),
    Kind("ca_sin", "social insurance numbers of Canada", "[national number]"),
    Kind("in_aadhaar", "Aadhaar numbers of India", "[national number]"),
    Kind("cn_resident_id", "resident identity numbers of China", "[national number]"),
    Kind("uk_nhs", "NHS numbers of England and Wales", "[health number]"),
    Kind("imei", "device numbers (IMEI)", "[device number]"),
    Kind("phone", "phone numbers", "[phone]"),
)
#: Where a kind stands in :data:`KINDS`.
NUMBER = {kind.name: i for i, kind in enumerate(KINDS)}
