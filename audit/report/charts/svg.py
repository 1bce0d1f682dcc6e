"""Matplotlib's SVG made fit for a page with a strict content security policy: small, without styles, without addresses.

Matplotlib styles every element with a ``style`` attribute and a ``<style>`` sheet, which ``style-src`` with a hash
refuses, and gives ids that clash when two charts share a page.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from audit.report.visible import line

#: Ink of axes and labels; on a page it stays what it is, in a notebook it becomes the reader's own text colour.
INK = "#1a1a1a"
FONTS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_DROPPED = {"metadata", "style"}
_KEPT = {
    "clip-path", "clip-rule", "cx", "cy", "d", "direction", "fill", "fill-opacity", "font-size", "font-style", "font-weight",
    "height", "href", "id", "opacity", "points", "r", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor", "transform", "unicode-bidi", "viewBox", "width", "x",
    "x1", "x2", "y", "y1", "y2",
}  # fmt: skip
_SHAPES = {"svg", "g", "defs", "path", "use", "text", "tspan", "clipPath", "rect", "circle", "line"}
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def clean(drawn: str, *, prefix: str, label: str, alone: bool = False, ink: str = INK) -> str:
    """Rewrite one drawing.

    Parameters
    ----------
    drawn : str
        What matplotlib's SVG backend wrote, with text kept as text.
    prefix : str
        Put before every id, so that two charts of a page never share one.
    label : str
        What the chart shows, for those who do not see it.
    alone : bool
        As a file of its own, with name space and white ground, instead of a part of a page.
    ink : str
        Colour that takes the place of :data:`INK`, such as ``currentColor``.

    Returns
    -------
    str
        One ``<svg role="img">`` without style, script or address; ids only where something in it refers to them.
    """
    root = ET.fromstring(drawn)  # noqa: S314 -- matplotlib's own output, written a moment ago
    _, _, width, height = (root.get("viewBox") or "0 0 1 1").split()
    names = _renamed(root, prefix)
    picture = ET.Element("svg", _frame(width, height, label, alone=alone))
    if alone:
        ET.SubElement(picture, "title").text = line(label)
        ET.SubElement(picture, "rect", {"width": width, "height": height, "fill": "#ffffff"})
    group = ET.SubElement(picture, "g", {"stroke-linejoin": "round", "font-family": FONTS})
    for child in root:
        _copy(child, group, names, ink)
    return ET.tostring(picture, encoding="unicode").replace(" />", "/>")  # in a text, the sign would be an entity


def _frame(width: str, height: str, label: str, *, alone: bool) -> dict[str, str]:
    # 96 CSS pixels are 72 points: the drawing shows at the size its text was set for.
    size = {"width": f"{float(width) * 4 / 3:.0f}", "height": f"{float(height) * 4 / 3:.0f}"}
    frame = {"viewBox": f"0 0 {width} {height}", **size, "role": "img", "aria-label": line(label)}
    return {"xmlns": _SVG.strip("{}"), **frame} if alone else frame


def _renamed(root: ET.Element, prefix: str) -> dict[str, str]:
    """New names for the ids that something refers to, numbered in the order of the drawing."""
    wanted = set()
    for element in root.iter():
        for value in element.attrib.values():
            wanted.update(re.findall(r"(?:^|url\()#([^)]+)\)?", value))
    named = [element.get("id", "") for element in root.iter() if element.get("id") in wanted]
    return {name: f"{prefix}-{number}" for number, name in enumerate(dict.fromkeys(named), 1)}


def _copy(source: ET.Element, target: ET.Element, names: dict[str, str], ink: str) -> None:
    tag = str(source.tag).removeprefix(_SVG)
    if tag in _DROPPED or tag not in _SHAPES:
        return
    attributes = _attributes(source, names, ink)
    if tag == "g" and not attributes:
        copy = target
    else:
        copy = ET.SubElement(target, tag, attributes)
        # Labels came here visible; what is hidden in them now are our own isolates around right-to-left text.
        copy.text = " ".join(source.text.split()) if tag in ("text", "tspan") and source.text else None
    for child in source:
        _copy(child, copy, names, ink)
    if tag == "defs" and not len(copy):
        target.remove(copy)


def _attributes(source: ET.Element, names: dict[str, str], ink: str) -> dict[str, str]:
    given = dict(source.attrib)
    given.update(_declarations(given.pop("style", "")))
    if _HREF in given:
        given["href"] = given.pop(_HREF)
    given.pop("id", None)
    kept = {name: _value(name, value, names, ink) for name, value in given.items() if name in _KEPT}
    if source.get("id") in names:
        kept["id"] = names[source.get("id", "")]
    if re.fullmatch(r"rotate\(-?0(?: .*)?\)", kept.get("transform", "")):
        del kept["transform"]
    return kept


def _declarations(style: str) -> dict[str, str]:
    pairs = (each.partition(":") for each in style.split(";"))
    return {name.strip(): value.strip() for name, colon, value in pairs if colon}


def _value(name: str, value: str, names: dict[str, str], ink: str) -> str:
    if name == "href":
        return f"#{names.get(value.removeprefix('#'), '')}"
    if name == "clip-path":
        return f"url(#{names.get(value.removeprefix('url(#').removesuffix(')'), '')})"
    if name in ("fill", "stroke"):
        return ink if value == INK else value
    if name == "d":
        value = re.sub(r" ?([A-Za-z]) ?", r"\1", " ".join(value.split()))
    # Hundredths of a point: below what any screen or printer shows.
    return _LONG_NUMBER.sub(lambda match: f"{float(match.group()):.2f}".rstrip("0").rstrip("."), value).removesuffix(
        "px"
    )
