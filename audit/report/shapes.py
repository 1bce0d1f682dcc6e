"""What a chart is made of, as elements of SVG: strokes, marks and words, written as matplotlib writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

#: Where a clipped line ends: the inside of the axes.
INSIDE = "inside"
Points = Sequence[tuple[float, float]]

#: Corners of each mark, its size being one; y runs down.
_CORNERS: dict[str, Points] = {
    "s": ((-0.5, 0.5), (0.5, 0.5), (0.5, -0.5), (-0.5, -0.5)),
    "^": ((0.0, -0.5), (-0.5, 0.5), (0.5, 0.5)),
    "v": ((-0.0, 0.5), (0.5, -0.5), (-0.5, -0.5)),
    "D": ((-0.0, 0.5**0.5), (0.5**0.5, 0.0), (0.0, -(0.5**0.5)), (-(0.5**0.5), -0.0)),
    "X": (
        (-0.25, 0.5), (0.0, 0.25), (0.25, 0.5), (0.5, 0.25), (0.25, 0.0), (0.5, -0.25),
        (0.25, -0.5), (0.0, -0.25), (-0.25, -0.5), (-0.5, -0.25), (-0.25, 0.0), (-0.5, 0.25),
    ),
}  # fmt: skip
#: Two that are strokes: a bar through the point, and the tick of an axis below it.
_STROKES: dict[str, Points] = {"|": ((0.0, 0.5), (0.0, -0.5)), "tick": ((0.0, 0.0), (0.0, 1.0))}
# Eight Bézier curves along a circle of radius one (Riškus 2006, Information Technology and Control 35), as matplotlib's.
_A, _B, _C, _D = 0.2652031, 0.5195799, 0.8946336, 0.7071068
_ARC: Points = ((0, 1), (_A, 1), (_B, _C), (_D, _D), (_C, _B), (1, _A), (1, 0))


class Look(NamedTuple):
    """How a point is drawn; ``face`` is a colour or ``none``."""

    shape: str
    size: float
    face: str
    edge: str
    line: float


def number(value: float) -> str:
    """To a hundredth of a point: below what any screen or printer shows."""
    return f"{float(f'{value:.6f}'):.2f}".rstrip("0").rstrip(".")


def polyline(points: Points) -> str:
    """The path through some points."""
    placed = [f"{number(x)} {number(y)}" for x, y in points]
    return f"M {' L '.join(placed)}"


def stroked(
    points: Points, colour: str, line: float, more: dict[str, str] | None = None, *, clipped: bool = False
) -> ET.Element:
    """A line through some points."""
    attributes = {"d": polyline(points), **({"clip-path": f"url(#{INSIDE})"} if clipped else {}), "fill": "none"}
    more = more or {}
    dashes = {name: more[name] for name in more if name.startswith("stroke-dash")}
    return ET.Element("path", {**attributes, **dashes, "stroke": colour, **_line(line), **more})


def bar(corners: Points, colour: str) -> ET.Element:
    """A filled shape."""
    return ET.Element("path", {"d": f"{polyline(corners)} z", "clip-path": f"url(#{INSIDE})", "fill": colour})


def dashed(style: Any, line: float) -> dict[str, str]:
    """What a style of lines adds to a stroke: ``-``, or where dashes begin and how long they and the gaps are, in line widths."""
    if style == "-":
        return {"stroke-linecap": "square"}
    start, lengths = style
    return {
        "stroke-dasharray": ",".join(number(each * line) for each in lengths),
        "stroke-dashoffset": number(start * line),
    }


def words(text: str, x: float, y: float, size: float, anchor: str, colour: str) -> ET.Element:
    """Text at its foot."""
    place = {"x": number(x), "y": number(y), "font-size": number(size), "text-anchor": anchor, "fill": colour}
    element = ET.Element("text", place)
    element.text = text
    return element


def defined(look: Look, name: str) -> ET.Element:
    """A mark to be used under a name."""
    defs = ET.Element("defs")
    ET.SubElement(defs, "path", {"d": _outline(look), "stroke": look.edge, **_edge(look), "id": name})
    return defs


def used(look: Look, name: str, at: tuple[float, float]) -> ET.Element:
    """A mark at a point."""
    face = {"fill-opacity": "0"} if look.face == "none" else {"fill": look.face} if look.face != "#000000" else {}
    place = {"x": number(at[0]), "y": number(at[1])}
    return ET.Element("use", {**place, **face, "stroke": look.edge, **_edge(look), "href": f"#{name}"})


def _outline(look: Look) -> str:
    scale = look.size
    if look.shape in _STROKES:
        return polyline([(x * scale, y * scale) for x, y in _STROKES[look.shape]])
    if look.shape in _CORNERS:
        return f"{polyline([(x * scale, y * scale) for x, y in _CORNERS[look.shape]])} z"
    quarter = list(_ARC)
    turned = [*quarter]
    for _ in range(3):
        quarter = [(y, -x) for x, y in quarter]
        turned += quarter[1:]
    placed = [f"{number(x * scale / 2)} {number(y * scale / 2)}" for x, y in turned]
    curves = [" ".join(placed[at : at + 3]) for at in range(1, len(placed), 3)]
    return f"M {placed[0]} C {' C '.join(curves)} z"


def _edge(look: Look) -> dict[str, str]:
    return {**_line(look.line), **({"stroke-linejoin": "miter"} if look.shape in _CORNERS else {})}


def _line(line: float) -> dict[str, str]:
    return {} if line == 1.0 else {"stroke-width": number(line)}  # one is what SVG takes where nothing is said
