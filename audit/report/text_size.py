"""How large text is, as far as a chart must know it: that of DejaVu Sans, which matplotlib lays charts out by.

A page shows text in the reader's own font, so no measure is exact; DejaVu is wider than most, and words keep clear of another.
"""

from __future__ import annotations

from audit.report.visible import width

#: In sizes of the text: from its foot to its top, from its lowest to its top, and from its middle to its foot.
ASCENT, HEIGHT, CENTRE = 0.759766, 1.000078, 0.259727
#: Advances of DejaVu Sans 2.37 from the blank to the tilde, and of what is not among them, in units of the em.
_EM, _OTHER = 2048, 1255
_ADVANCES = (
    651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690, 1303, 1303, 1303, 1303, 1303, 1303,
    1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087, 2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604,
    1343, 1141, 1767, 1532, 1612, 1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024,
    1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253, 1300, 1300, 842, 1067, 803,
    1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716,
)  # fmt: skip


def length(text: str, size: float) -> float:
    """How long a text is, in the unit of its size."""
    units = sum(_ADVANCES[ord(each) - 32] if " " <= each <= "~" else _OTHER * width(each) for each in text)
    return units * size / _EM
