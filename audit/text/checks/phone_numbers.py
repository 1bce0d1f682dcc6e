"""Whether digits can be a phone number: country codes, lengths, and the rules of North America."""

from __future__ import annotations

import re

#: National numbers of fixed and mobile lines by length, shortest and longest, and the country codes (ITU-T E.164 and its
#: list of assigned codes) where they are. The lengths are facts of national numbering plans as libphonenumber 9.0.43
#: lists them (Apache-2.0), of which those below six digits are left out.
_LENGTHS = {
    (6, 6): "298 299 672 687", (6, 7): "597 688 508", (6, 8): "386", (6, 9): "27 252 46 352 421 376 40", (6, 10): "95 98 880 358",
    (6, 11): "375 352", (6, 12): "39 359 381 971", (6, 13): "43 598", (6, 14): "49 82", (7, 7): "238 239 246 248 269 291 297 592 673 674 676 677 678 680 683 690 691 692",
    (7, 8): "241 599 670 675 853 961 965 975 686 226 47", (7, 9): "231 355 385 967 968 220 245 265 354 423 681",
    (7, 10): "243 254 353 53 685 44 48 61 263 230 267 372 960", (7, 11): "31 595 501 503 507 679 974", (7, 12): "86 62 63 972",
    (8, 8): "45 216 222 223 227 228 232 235 236 253 257 266 268 350 356 357 370 371 373 374 389 505 509 800 808 973 993 382",
    (8, 9): "32 36 51 213 224 233 237 250 258 264 377 387 591 689 852 962 963", (8, 10): "20 60 64 84 855 856 964 970 976 378 506 850 66 57 65 977",
    (8, 11): "92 593 886 502 504", (8, 12): "383 883 91 81 870",
    (9, 9): "33 34 41 93 94 211 212 218 221 240 242 244 249 251 255 256 260 261 262 351 420 590 594 596 979 992 994 995 998",
    (9, 10): "380 881 966 996 234 90", (9, 11): "55 56", (10, 10): "1 52 58 225 229 7", (10, 11): "54 30", (5, 5): "290 247 500 682", (11, 12): "878 888",
}  # fmt: skip
COUNTRY_CODE = {code: lengths for lengths, codes in _LENGTHS.items() for code in codes.split()}
_NORTH_AMERICA = re.compile(r"1?(?!.11)[2-9]\d\d(?!.11)[2-9]\d{6}")


def is_north_american(digits: str) -> bool:
    """Whether ten digits, perhaps after a 1, can be a number of the North American Numbering Plan.

    Area code and exchange start with 2 to 9 and do not end in 11 (NANPA, ATIS-0300051).
    """
    return _NORTH_AMERICA.fullmatch(digits) is not None


def is_international(digits: str) -> bool:
    """Whether digits after a plus sign are a country code and as many digits as its numbers have; 15 at most (E.164)."""
    for width in (1, 2, 3):
        lengths = COUNTRY_CODE.get(digits[:width])
        if lengths is not None:
            if digits[0] == "1" and not is_north_american(digits):
                return False
            # Behind a country code no trunk 0 is dialled, but in Italy, San Marino, and some of Africa.
            national = digits[width:]
            return lengths[0] <= len(national) <= lengths[1] and len(digits) <= 15 and len(set(national)) > 1
    return False
