"""Names of places that a gazetteer of cities and countries does not have, and words that are none."""

from __future__ import annotations

#: Other names of countries by ISO 3166-1 alpha-2 code: short and former ones, own ones, parts of the United Kingdom.
COUNTRIES = {
    "US": "us, usa, america, united states of america, the states, estados unidos, eeuu, etats-unis, états-unis",
    "GB": "uk, gbr, gb, great britain, britain, england, scotland, wales, cymru, northern ireland, alba, royaume-uni",
    "AE": "uae", "BO": "bolivia", "BR": "brasil", "CD": "dr congo, drc, congo-kinshasa", "CG": "congo-brazzaville",
    "CI": "côte d'ivoire, cote d'ivoire", "CZ": "czech republic", "CV": "cape verde", "DE": "deutschland, allemagne",
    "ES": "españa, espana, catalonia, catalunya", "IE": "éire, eire, republic of ireland, roi", "IT": "italia",
    "KR": "korea, republic of korea, 대한민국, 한국", "MK": "macedonia", "MM": "burma", "MX": "méxico", "NL": "nederland, holland",
    "NZ": "aotearoa, nz", "PE": "perú", "PL": "polska", "PH": "pilipinas", "PS": "palestine, gaza, west bank",
    "PT": "portugal", "RU": "россия, russian federation", "SE": "sverige", "SZ": "swaziland", "TR": "türkiye, turkiye",
    "TL": "east timor", "UA": "україна", "AT": "österreich", "CH": "schweiz, suisse, svizzera", "BE": "belgië, belgique",
    "DK": "danmark", "NO": "norge", "FI": "suomi", "GR": "ελλάδα, hellas", "JP": "日本", "CN": "中国, prc", "TW": "台灣, 台湾",
    "HK": "香港", "IN": "bharat, भारत", "EG": "مصر", "SA": "ksa, السعودية, المملكة العربية السعودية", "KW": "الكويت",
    "TH": "ประเทศไทย", "VN": "việt nam, viet nam", "ZA": "rsa, mzansi",
    "CA": (
        "alberta, british columbia, manitoba, new brunswick, newfoundland, nova scotia, ontario, prince edward island,"
        " quebec, québec, saskatchewan, yukon, nunavut, victoria"
    ),
    "AU": "new south wales, nsw, queensland, tasmania, south australia, western australia, victoria",
}  # fmt: skip

#: What stands for a part of a country behind the name of a city only: Toronto, ON.
BEHIND_A_CITY = {"CA": "on, bc, qc, ab, mb, nb, ns, sk, pei", "AU": "vic, qld, tas", "US": "dc"}

#: Short names of cities that everybody writes.
CITIES = {
    "US": "nyc, la, sf, philly, atl, chi-town, dmv, bay area, nova, socal, southern california, new england, cali",
    "CO": "cali",
}

#: Places of nobody, and names of cities that are more often ordinary words.
NO_PLACES = frozenset(
    word
    for line in """
    earth world worldwide global international internet online everywhere anywhere somewhere nowhere here there home
    heaven hell paradise neverland wonderland narnia hogwarts mars moon space universe wakanda gotham metropolis
    nice mobile reading split male man most date police best earl of hope love
    """.splitlines()
    for word in line.split()
)

#: Codes of states that are words as well, and mean the state behind a city only.
WORDS_TOO = frozenset({"hi", "oh", "ok", "or"})
