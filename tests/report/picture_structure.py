"""What is in a picture, as text: marks, lines and words with their places, in the order they are drawn.

Taken from the clean SVG, so that it is what a reader gets. Places are in points from the lower left corner of the axes,
which has a fixed place in the figure, so that no version of a font or of matplotlib moves them by more than the tolerance.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

#: Points by which a mark, and a word (whose place follows from a font's height), may be elsewhere than it was.
MARKS, WORDS = 0.25, 2.5
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
_FEW = 8


def structure(svg, ax):
    """Lines of text that say what a clean SVG holds.

    Parameters
    ----------
    svg : str
    ax : matplotlib.axes.Axes
        Those it was drawn on, for their place.
    """
    root = ET.fromstring(svg)
    width, height = (float(each) for each in root.get("viewBox").split()[2:])
    box = ax.get_position()
    left, bottom = box.x0 * width, box.y0 * height

    def place(x, y):
        return f"{x - left:.1f} {height - y - bottom:.1f}"

    said = [f"figure {width:.0f} {height:.0f}", f"axes {box.width * width:.0f} {box.height * height:.0f}"]
    said.append(f"says {root.get('aria-label')}")
    shapes = {each.get("id"): each for each in root.iter() if each.get("id")}
    hidden = {id(inner) for each in root.iter() if _tag(each) in ("defs", "clipPath") for inner in each.iter()}
    for parent_fill, each in _walk(root, ""):
        if id(each) in hidden:
            continue
        if _tag(each) == "text":
            said.append(f'word {place(*_where(each))} "{"".join(each.itertext())}"')
        elif _tag(each) == "use":
            shape = shapes[each.get("href").removeprefix("#")]
            x, y = float(each.get("x", 0)), float(each.get("y", 0))
            said.append(f"mark {place(x, y)} {_shape(shape)} {_paint(each) or parent_fill or _paint(shape)}")
        elif _tag(each) == "path" and each.get("d"):
            corners = [(float(a), float(b)) for a, b in _corners(each.get("d"))]
            if len(corners) > _FEW:
                xs, ys = [x for x, _ in corners], [y for _, y in corners]
                corners = [corners[0], corners[-1], (min(xs), min(ys)), (max(xs), max(ys))]
            said.append(f"line {'  '.join(place(*each) for each in corners)} {_paint(each)}")
    return said


def differences(found, golden):
    """Where two structures differ by more than the tolerance, a sentence each."""
    told = []
    for at in range(max(len(found), len(golden))):
        mine, wanted = (each[at] if at < len(each) else "nothing" for each in (found, golden))
        room = WORDS if wanted.startswith("word") else MARKS if wanted.startswith(("mark", "line")) else 1.0
        exact = wanted.startswith("says")
        if mine != wanted and (exact or not _alike(mine, wanted, room)):
            told.append(f"{at + 1}: expected {wanted!r}, found {mine!r}")
    return told


def _alike(one, other, room):
    # A word's own digits are its text: they are compared exactly.
    parts = [each.partition('"') for each in (one, other)]
    if parts[0][2] != parts[1][2]:
        return False
    # Colours are hexadecimal, and are no numbers.
    tokens = [part[0].split() for part in parts]
    if len(tokens[0]) != len(tokens[1]):
        return False
    return all(
        a == b or (bool(_NUMBER.fullmatch(a) and _NUMBER.fullmatch(b)) and abs(float(a) - float(b)) <= room)
        for a, b in zip(*tokens, strict=True)
    )


def _walk(element, fill):
    for each in element:
        yield fill, each
        yield from _walk(each, _paint(each) or fill)


def _tag(element):
    return element.tag.rpartition("}")[2]


def _where(text):
    if text.get("x") is not None:
        return float(text.get("x")), float(text.get("y"))
    numbers = [float(each) for each in _NUMBER.findall(text.get("transform", ""))]
    return numbers[0], numbers[1]


def _corners(path):
    numbers = _NUMBER.findall(path)
    return zip(numbers[::2], numbers[1::2], strict=True)


def _shape(path):
    """A marker by its outline: commands, and how wide and high it is."""
    corners = [(float(a), float(b)) for a, b in _corners(path.get("d"))]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    outline = re.sub(r"[^A-Za-z]", "", path.get("d"))
    return f"{outline} {max(xs) - min(xs):.1f} {max(ys) - min(ys):.1f}"


def _paint(element):
    return " ".join(
        f"{name}={element.get(name)}"
        for name in ("fill", "stroke", "stroke-width", "stroke-dasharray", "fill-opacity", "opacity")
        if element.get(name) is not None
    )
