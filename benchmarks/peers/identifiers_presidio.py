"""Presidio: its recognisers of patterns with those of single countries, without the context that a model of language gives."""

from __future__ import annotations

from .identifiers import JOB, Span, compare, finder
from .peer import Peer, Work

KINDS = {
    "EmailRecognizer": "email", "PhoneRecognizer": "phone", "CreditCardRecognizer": "payment_card", "IbanRecognizer": "iban",
    "IpRecognizer": "ipv4", "CryptoRecognizer": "bitcoin_address", "UsSsnRecognizer": "us_ssn", "MacAddressRecognizer": "mac_address",
    "UkNinoRecognizer": "uk_nino", "NhsRecognizer": "uk_nhs", "EsNifRecognizer": "es_dni", "EsNieRecognizer": "es_nie",
    "ItFiscalCodeRecognizer": "it_codice_fiscale", "PlPeselRecognizer": "pl_pesel", "InAadhaarRecognizer": "in_aadhaar",
    "FiPersonalIdentityCodeRecognizer": "fi_hetu", "SePersonnummerRecognizer": "se_personnummer", "DeTaxIdRecognizer": "de_tax_id",
    "CaSinRecognizer": "ca_sin", "TrNationalIdRecognizer": "tr_tckn",
}  # fmt: skip
#: Its own threshold by default is 0; what it is unsure of without context, it scores below this.
LEAST_SCORE = 0.3

PEER = Peer(
    name="Presidio",
    package="presidio-analyzer",
    job=JOB,
    ours="identifiers",
    posts=50_000,
    installs=(("presidio-analyzer",),),
    compare=compare,
    how="recognisers of patterns alone, no model",
)


def start() -> Work:
    """Its recognisers, made once."""
    from presidio_analyzer import predefined_recognizers as names

    recognisers = [(getattr(names, name)(), kind) for name, kind in KINDS.items() if hasattr(names, name)]

    def find(text: str) -> list[Span]:
        spans = []
        for recogniser, kind in recognisers:
            for each in recogniser.analyze(text, recogniser.supported_entities, None) or ():
                if each.score >= LEAST_SCORE:
                    own = "ipv6" if kind == "ipv4" and ":" in text[each.start : each.end] else kind
                    spans.append((each.start, each.end, own))
        return spans

    return finder(find, [*(kind for _, kind in recognisers), "ipv6"])
