"""Each check against numbers that its issuer or a standard publishes, and against all errors of one digit in them."""

import string

import pytest

from audit.text.checks import accounts, digits, europe, wallets, world
from audit.text.checks.keccak import keccak_256

# Check, number, where it is published.
PUBLISHED = [
    (digits.luhn, "17893729974", "Luhn algorithm, Wikipedia: 1789372997 with its check digit 4"),
    (digits.luhn, "4111111111111111", "Visa's test card"),
    (digits.verhoeff, "2363", "Verhoeff algorithm, Wikipedia: 236 with its check digit 3"),
    (digits.verhoeff, "123451", "Verhoeff algorithm, Wikibooks: 12345 with its check digit 1"),
    (digits.mod_11_10, "07945", "ISO/IEC 7064, MOD 11,10: 0794 with its check digit 5"),
    (accounts.is_payment_card, "378282246310005", "American Express, test card"),
    (accounts.is_payment_card, "5555555555554444", "Mastercard, test card"),
    (accounts.is_payment_card, "30569309025904", "Diners Club, test card"),
    (accounts.is_payment_card, "6011111111111117", "Discover, test card"),
    (accounts.is_payment_card, "3530111333300000", "JCB, test card"),
    (accounts.is_imei, "490154203237518", "IMEI, Wikipedia: 49-015420-323751-8"),
    (accounts.is_iban, "GB29NWBK60161331926819", "IBAN registry, United Kingdom"),
    (accounts.is_iban, "DE89370400440532013000", "IBAN registry, Germany"),
    (accounts.is_iban, "FR1420041010050500013M02606", "IBAN registry, France"),
    (accounts.is_iban, "NO9386011117947", "IBAN registry, Norway, the shortest"),
    (accounts.is_iban, "MT84MALT011000012345MTLCAST001S", "IBAN registry, Malta, the longest but one"),
    (europe.is_dni, "12345678Z", "Ministerio del Interior, specimen"),
    (europe.is_dni, "54362315K", "python-stdnum, stdnum.es.dni"),
    (europe.is_nie, "X1234567L", "Wikipedia, Número de identidad de extranjero"),
    (europe.is_nir, "295109912611193", "python-stdnum, stdnum.fr.nir"),
    (europe.is_nir, "255081416802538", "INSEE's leaflet: 2 55 08 14 168 025 key 38"),
    (europe.is_tax_id, "86095742719", "Bundeszentralamt für Steuern, test number"),
    (europe.is_tax_id, "47036892816", "Bundeszentralamt für Steuern, test number"),
    (europe.is_tax_id, "65929970489", "Bundeszentralamt für Steuern, test number with a digit three times"),
    (europe.is_bsn, "111222333", "Rijksdienst voor Identiteitsgegevens, test number"),
    (europe.is_bsn, "123456782", "Burgerservicenummer, Wikipedia"),
    (europe.is_pesel, "44051401359", "PESEL, Wikipedia"),
    (europe.is_pesel, "02070803628", "gov.pl, Czym jest numer PESEL"),
    (europe.is_belgian, "85073003328", "python-stdnum, stdnum.be.nn: 85.07.30-033 28"),
    (europe.is_belgian, "17073003384", "python-stdnum, stdnum.be.nn: 17.07.30-033 84, born after 1999"),
    (europe.is_hetu, "131052-308T", "Digi- ja väestötietovirasto, specimen"),
    (europe.is_personnummer, "8112289874", "Personnummer, Wikipedia: 811228-9874"),
    (europe.is_ahv, "7569217076985", "Zentrale Ausgleichsstelle, specimen 756.9217.0769.85"),
    (europe.is_nhs, "9434765919", "NHS number, Wikipedia: 943 476 5919"),
    (europe.is_codice_fiscale, "RSSMRA85T10A562S", "Codice fiscale, Wikipedia: Mario Rossi"),
    (europe.is_codice_fiscale, "RCCMNL83S18D969H", "python-stdnum, stdnum.it.codicefiscale"),
    (world.is_cpf, "11144477735", "Cálculo do CPF, the example that textbooks share"),
    (world.is_cpf, "39053344705", "python-stdnum, stdnum.br.cpf"),
    (world.is_rut, "125319092", "python-stdnum, stdnum.cl.rut: 12.531.909-2"),
    (world.is_rut, "123456785", "Servicio de Impuestos Internos, 12.345.678-5"),
    (world.is_curp, "BOXW310820HNERXN09", "python-stdnum, stdnum.mx.curp"),
    (world.is_sin, "046454286", "Social insurance number, Wikipedia: 046 454 286"),
    (world.is_aadhaar, "234123412346", "python-stdnum, stdnum.in_.aadhaar"),
    (world.is_chinese, "11010519491231002X", "GB 11643-1999, example"),
    (world.is_chinese, "440524188001010014", "GB 11643-1999, example"),
    (world.is_tckn, "10000000146", "Türkiye Cumhuriyeti kimlik numarasi, Wikipedia"),
    (wallets.is_bitcoin_base58, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "the first block of Bitcoin"),
    (wallets.is_bitcoin_base58, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "Bitcoin wiki, pay to script hash"),
    (wallets.is_bitcoin_bech32, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "BIP 173, test vector"),
    (wallets.is_bitcoin_bech32, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "BIP 350, test vector"),
    (wallets.is_ethereum, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "EIP-55, test case"),
    (wallets.is_ethereum, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "EIP-55, test case"),
    (wallets.is_ethereum, "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "EIP-55, test case"),
    (wallets.is_ethereum, "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "EIP-55, test case"),
]  # fmt: skip
REFUSED = [
    (wallets.is_bitcoin_bech32, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "BIP 173, invalid checksum"),
    (wallets.is_bitcoin_bech32, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", "BIP 350, checksum of BIP 173"),
    (wallets.is_bitcoin_bech32, "bc1pw5dgrnzv", "BIP 350, program too short"),
    (wallets.is_ethereum, "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "EIP-55 in small letters: in case of 'a' wrong"),
    (world.is_ssn, "000121234", "POMS RM 10201.035: area 000"),
    (world.is_ssn, "666121234", "POMS RM 10201.035: area 666"),
    (world.is_ssn, "900121234", "POMS RM 10201.035: areas 900 to 999"),
    (world.is_ssn, "123001234", "POMS RM 10201.035: group 00"),
    (world.is_ssn, "123120000", "POMS RM 10201.035: serial 0000"),
    (world.is_ssn, "078051120", "the card that Woolworth printed"),
    (europe.is_nino, "QQ123456C", "NIM39110: Q is not used"),
    (europe.is_nino, "GB123456A", "NIM39110: GB is not allocated"),
    (europe.is_nino, "AO123456A", "NIM39110: the second letter is never O"),
    (europe.is_nino, "AA123456E", "NIM39110: the suffix is A to D"),
    (world.is_cpf, "11111111111", "passes both check digits, and is nobody's"),
]  # fmt: skip
#: Not the CPF, whose check digit is 0 for both 0 and 10, nor numbers whose check counts letters.
FINDS_ANY_ONE_ERROR = [
    digits.luhn,
    digits.verhoeff,
    digits.mod_11_10,
    accounts.is_iban,
    accounts.is_imei,
    europe.is_dni,
    europe.is_nie,
    europe.is_bsn,
    europe.is_pesel,
    europe.is_personnummer,
    europe.is_ahv,
    europe.is_nhs,
    europe.is_hetu,
    world.is_rut,
    world.is_sin,
    world.is_aadhaar,
    world.is_chinese,
    world.is_tckn,
    wallets.is_bitcoin_base58,
    wallets.is_bitcoin_bech32,
]


@pytest.mark.parametrize(
    ("check", "number", "source"), PUBLISHED, ids=lambda each: getattr(each, "__name__", str(each)[:24])
)
def test_published_number_passes(check, number, source):
    assert check(number), source


@pytest.mark.parametrize(
    ("check", "number", "source"), REFUSED, ids=lambda each: getattr(each, "__name__", str(each)[:24])
)
def test_number_that_is_ruled_out_fails(check, number, source):
    assert not check(number), source


@pytest.mark.parametrize("check", FINDS_ANY_ONE_ERROR, ids=lambda each: each.__name__)
def test_any_one_wrong_digit_is_noticed(check):
    numbers = [number for each, number, _ in PUBLISHED if each is check]
    assert numbers
    for number in numbers:
        for i, char in enumerate(number):
            for other in string.digits:
                if char.isdigit() and other != char:
                    assert not check(number[:i] + other + number[i + 1 :]), (number, i, other)


@pytest.mark.parametrize(
    ("check", "length", "one_in"),
    [
        (digits.luhn, 16, 10),
        (digits.verhoeff, 12, 10),
        (digits.mod_11_10, 11, 10),
        (europe.is_bsn, 9, 11),
        (europe.is_nhs, 10, 11),
        (europe.is_ahv, 13, 10 * 1000),
        (world.is_cpf, 11, 100),
        (world.is_tckn, 11, 100 * 10 / 9),
    ],
    ids=lambda each: getattr(each, "__name__", str(each)),
)
def test_random_digits_pass_as_often_as_the_check_promises(check, length, one_in):
    import numpy as np

    rng = np.random.default_rng(7)
    n = 40_000
    drawn = rng.integers(0, 10, (n, length))
    passed = sum(check("".join(map(str, row))) for row in drawn.tolist())
    expected = n / one_in
    assert abs(passed - expected) < 5 * expected**0.5 + 1


def test_a_nir_of_corsica_counts_its_letter_as_a_number():
    # INSEE: 2A is 19, 2B is 18.
    for letter, number in (("2A", "19"), ("2B", "18")):
        head = "18405{}004001"
        key = 97 - int(head.format(number)) % 97
        assert europe.is_nir(f"{head.format(letter)}{key:02}")


def test_keccak_is_the_submission_and_not_the_standard():
    # Keccak team, known answers; the empty string's hash is in Ethereum's yellow paper too.
    assert keccak_256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak_256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"


def test_keccak_takes_in_messages_of_more_than_a_block():
    # With the standard's padding the same sponge has to give hashlib's SHA3-256: one octet, 06 for 01, sets them apart.
    import hashlib

    from audit.text.checks import keccak

    for length in (0, 1, 134, 135, 136, 137, 271, 272, 1000):
        message = bytes(i % 251 for i in range(length))
        assert keccak.sponge(message, first=0x06) == hashlib.sha3_256(message).digest()
