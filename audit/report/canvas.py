"""Axes that write SVG straight away: the few methods of matplotlib's that the charts of a page call, and nothing else.

Every report has a score of charts, and matplotlib takes a second to be imported and to lay them out: a third of what an audit
costs whatever its size. The charts are drawn by the same functions on either (:mod:`audit.report.charts`), and everything lies
where matplotlib puts it, to the hundredth of a point; only legends may be off by a point, for their words are measured here by
a table. Whoever wants axes to go on with gets matplotlib's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree as ET

from audit.report.shapes import INSIDE, Look, Points, bar, dashed, defined, number, stroked, used, words
from audit.report.svg import INK
from audit.report.text_size import ASCENT, CENTRE, HEIGHT, length

_POINTS = 72.0  # of an inch
_HAIR = 0.8
_TICK_PAD, _LABEL_PAD = 3.5, 4.0
#: Of a legend, in sizes of its text: the line or mark, the height of its middle, and the room around all.
_HANDLE, _MIDDLE, _BORDER = 2.0, 0.35, 0.4
_BACK, _FRONT, _TEXT = 1, 2, 3


@dataclass
class _Axis:
    """One of the two: its ends, its ticks, and how these look."""

    low: float = 0.0
    high: float = 1.0
    marks: Sequence[float] = ()
    labels: Sequence[str] = ()
    size: float = 9.5
    colour: str = INK
    tick: float = 3.5
    tick_colour: str = INK
    pad: float = _TICK_PAD
    rule: tuple[str, float] | None = None

    def share(self, value: float) -> float:
        """Where a value lies, from 0 at the low end to 1."""
        return (value - self.low) / (self.high - self.low)


class _Fixed:
    """A part whose look is the same in all charts: told again what it is, it takes no notice."""

    def set_color(self, colour: str) -> None:
        """Ink."""

    def set_visible(self, visible: bool) -> None:  # noqa: FBT001 -- matplotlib's signature
        """The ground is not, the line below is."""

    def set_parse_math(self, parse: bool) -> None:  # noqa: FBT001 -- matplotlib's signature
        """Never: text stays text."""


@dataclass
class Canvas:
    """One chart.

    Parameters
    ----------
    wide, high : float
        Of the whole, in inches.
    left, bottom, width, height : float
        Of the axes, as parts of the whole, from below, as in matplotlib's ``Figure.add_axes``.
    """

    wide: float
    high: float
    left: float
    bottom: float
    width: float
    height: float
    _x: _Axis = field(default_factory=_Axis, init=False)
    _y: _Axis = field(default_factory=_Axis, init=False)
    _drawn: list[tuple[int, ET.Element]] = field(default_factory=list, init=False)
    _handles: list[tuple[Any, str]] = field(default_factory=list, init=False)
    _legend: list[ET.Element] = field(default_factory=list, init=False)
    _defined: dict[Look, str] = field(default_factory=dict, init=False)
    _label: tuple[str, float, str] = field(default=("", 9.5, INK), init=False)

    @property
    def patch(self) -> _Fixed:
        """The ground, which no chart shows."""
        return _Fixed()

    @property
    def spines(self) -> dict[str, _Fixed]:
        """The lines around; the one below is drawn, in ink."""
        return {}

    def set_axisbelow(self, below: bool) -> None:  # noqa: FBT001 -- matplotlib's signature
        """Rules are always behind the figures."""

    def grid(self, *, visible: bool, axis: str, color: str, linewidth: float) -> None:
        """Rules at the ticks of an axis."""
        self._axis(axis).rule = (color, linewidth) if visible else None

    def set_xlim(self, low: float, high: float) -> None:
        """Ends at the left and at the right."""
        self._x.low, self._x.high = low, high

    def set_ylim(self, low: float, high: float) -> None:
        """Ends at the bottom and at the top."""
        self._y.low, self._y.high = low, high

    def set_xticks(self, marks: Iterable[float], **given: Any) -> None:
        """Where ticks are, and what they say."""
        self._ticks(self._x, marks, **given)

    def set_yticks(self, marks: Iterable[float], **given: Any) -> None:
        """Where ticks are, and what they say."""
        self._ticks(self._y, marks, **given)

    def _ticks(
        self, axis: _Axis, marks: Iterable[float], *, labels: Sequence[str], fontsize: float, color: str, **_: Any
    ) -> None:  # fmt: skip
        axis.marks, axis.labels, axis.size, axis.colour = list(marks), labels, fontsize, color

    def tick_params(
        self, *, axis: str, length: float | None = None, pad: float | None = None, color: str | None = None
    ) -> None:
        """How long ticks are, and how far from their words."""
        chosen = self._axis(axis)
        chosen.tick = chosen.tick if length is None else length
        chosen.pad = chosen.pad if pad is None else pad
        chosen.tick_colour = color or chosen.tick_colour

    def set_xlabel(self, text: str, *, fontsize: float, color: str, **_: Any) -> None:
        """What the horizontal axis is of."""
        self._label = (text, fontsize, color)

    def hlines(self, y: Any, lows: Any, highs: Any, *, colors: str, linewidth: float) -> None:
        """Lines from left to right."""
        if isinstance(y, (int, float)):
            y, lows, highs = [y], [lows], [highs]
        for at, low, high in zip(y, lows, highs, strict=True):
            self._line([(self._at_x(low), self._at_y(at)), (self._at_x(high), self._at_y(at))], colors, linewidth)

    def axvline(self, x: float, *, color: str, linewidth: float) -> None:
        """A line from below to above."""
        self._line(self._rule_at(x), color, linewidth, {"stroke-linecap": "square"})

    def barh(self, y: Sequence[float], width: Sequence[float], *, height: float, color: str) -> None:
        """Bars from zero."""
        for at, value in zip(y, width, strict=True):
            left, right, top, bottom = self._at_x(0.0), self._at_x(value), at - height / 2, at + height / 2
            corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
            self._drawn.append((_BACK, bar([(x, self._at_y(each)) for x, each in corners], color)))

    def plot(
        self,
        x: Sequence[float],
        y: Sequence[float],
        *,
        color: str = INK,
        linestyle: Any = "-",
        linewidth: float = 1.0,
        marker: str = "",
        markersize: float = 6.0,
        markerfacecolor: str | None = None,
        markeredgecolor: str | None = None,
        markeredgewidth: float = 1.0,
        label: str = "_",
        **_: Any,
    ) -> None:
        """Points with marks, or a line through them."""
        placed = [(self._at_x(one), self._at_y(other)) for one, other in zip(x, y, strict=True)]
        if marker:
            face = color if markerfacecolor is None else markerfacecolor
            look = Look(marker, markersize, face, markeredgecolor or color, markeredgewidth)
            points = list[ET.Element]()
            for at in placed:
                self._mark(points, at, look)
            self._drawn += [(_FRONT, each) for each in points]
            self._handles.append((look, label))
        else:
            stroke = dashed(linestyle, linewidth)
            self._line(placed, color, linewidth, stroke)
            self._handles.append(((color, linewidth, stroke), label))

    def annotate(
        self,
        text: str,
        at: tuple[float, float],
        *,
        xytext: tuple[float, float],
        fontsize: float,
        color: str,
        **_: Any,
    ) -> None:
        """Words beside a point, at the height of their middle."""
        x, y = self._at_x(at[0]) + xytext[0], self._at_y(at[1]) - xytext[1] + CENTRE * fontsize
        self._drawn.append((_TEXT, words(text, x, y, fontsize, "start", color)))

    def get_legend_handles_labels(self) -> tuple[list[Any], list[str]]:
        """What was drawn under a name."""
        named = [(handle, label) for handle, label in self._handles if not label.startswith("_")]
        return [handle for handle, _ in named], [label for _, label in named]

    def get_figure(self, **_: Any) -> Canvas:
        """The whole, which is this."""
        return self

    def get_figheight(self) -> float:
        """Inches."""
        return self.high

    def get_position(self) -> Canvas:
        """Of the axes in the whole: ``height`` is asked for."""
        return self

    def legend(
        self,
        handles: Sequence[Any],
        names: Sequence[str],
        *,
        bbox_to_anchor: tuple[float, float],
        fontsize: float,
        handletextpad: float,
        columnspacing: float,
        **_: Any,
    ) -> Canvas:
        """The names in one line, each behind its mark; its middle and its top at a place in parts of the axes."""
        gap, between = handletextpad * fontsize, columnspacing * fontsize
        widths = [_HANDLE * fontsize + gap + length(each, fontsize) for each in names]
        x = self._left + bbox_to_anchor[0] * self._wide - (sum(widths) + between * (len(names) - 1)) / 2
        y = self._floor - bbox_to_anchor[1] * self._tall + (_BORDER + ASCENT) * fontsize
        for handle, name, wide in zip(handles, names, widths, strict=True):
            half, middle = _HANDLE * fontsize / 2, y - _MIDDLE * fontsize
            if isinstance(handle, Look):
                self._mark(self._legend, (x + half, middle), handle)
            else:
                colour, line, stroke = handle
                line_ = [(x, middle), (x + half, middle), (x + 2 * half, middle)]
                self._legend.append(stroked(line_, colour, line, stroke))
            self._legend.append(words(name, x + 2 * half + gap, y, fontsize, "start", INK))
            x += wide + between
        return self

    def get_texts(self) -> tuple[_Fixed, ...]:
        """Of the legend: there is nothing to be told them."""
        return ()

    def tree(self) -> ET.Element:
        """The chart, for :func:`audit.report.svg.clean`."""
        wide, high = number(self.wide * _POINTS), number(self.high * _POINTS)
        root = ET.Element("svg", {"viewBox": f"0 0 {wide} {high}"})
        ahead = list[ET.Element]()
        self._draw_x(ahead)
        self._draw_y(ahead)
        root.extend(ahead)
        of = [[each for layer, each in self._drawn if layer == wanted] for wanted in (_BACK, _FRONT, _TEXT)]
        root.extend([*of[0], *of[1]])
        below = [(self._left, self._floor), (self._left + self._wide, self._floor)]
        spine = {"stroke-linejoin": "miter", "stroke-linecap": "square"}
        root.append(stroked(below, INK, _HAIR, spine))
        root.extend([*of[2], *self._legend])
        inside = ET.SubElement(ET.SubElement(root, "defs"), "clipPath", {"id": INSIDE})
        box = {"x": self._left, "y": self._floor - self._tall, "width": self._wide, "height": self._tall}
        ET.SubElement(inside, "rect", {name: number(each) for name, each in box.items()})
        return root

    def _draw_x(self, to: list[ET.Element]) -> None:
        axis = self._x
        tick = Look("tick", axis.tick, INK, axis.tick_colour, _HAIR)
        below = self._floor + axis.tick + axis.pad
        for value, text in zip(axis.marks, axis.labels, strict=True):
            x = self._at_x(value)
            if axis.rule:
                to.append(stroked(self._rule_at(value), *axis.rule, {"stroke-linecap": "square"}, clipped=True))
            if axis.tick:
                self._mark(to, (x, self._floor), tick)
            to.append(words(text, x, below + ASCENT * axis.size, axis.size, "middle", axis.colour))
        text, size, colour = self._label
        middle = self._left + self._wide / 2
        y = below + (HEIGHT * axis.size if axis.marks else 0.0) + _LABEL_PAD + ASCENT * size
        to += [words(text, middle, y, size, "middle", colour)] if text else []

    def _draw_y(self, to: list[ET.Element]) -> None:
        axis = self._y
        for value, text in zip(axis.marks, axis.labels, strict=True):
            y = self._at_y(value)
            if axis.rule:
                across = [(self._left, y), (self._left + self._wide, y)]
                to.append(stroked(across, *axis.rule, {"stroke-linecap": "square"}, clipped=True))
            x = self._left - axis.tick - axis.pad
            to.append(words(text, x, y + ASCENT * axis.size / 2, axis.size, "end", axis.colour))

    def _axis(self, name: str) -> _Axis:
        return self._x if name == "x" else self._y

    @property
    def _left(self) -> float:
        return self.left * self.wide * _POINTS

    @property
    def _wide(self) -> float:
        return self.width * self.wide * _POINTS

    @property
    def _floor(self) -> float:
        return (1 - self.bottom) * self.high * _POINTS

    @property
    def _tall(self) -> float:
        return self.height * self.high * _POINTS

    def _at_x(self, value: float) -> float:
        return self._left + self._x.share(value) * self._wide

    def _at_y(self, value: float) -> float:
        return self._floor - self._y.share(value) * self._tall

    def _rule_at(self, x: float) -> list[tuple[float, float]]:
        return [(self._at_x(x), self._floor), (self._at_x(x), self._floor - self._tall)]

    def _line(self, points: Points, colour: str, line: float, more: dict[str, str] | None = None) -> None:
        self._drawn.append((_FRONT, stroked(points, colour, line, more, clipped=True)))

    def _mark(self, to: list[ET.Element], at: tuple[float, float], look: Look) -> None:
        name = self._defined.get(look)
        if name is None:
            name = self._defined[look] = f"mark{len(self._defined)}"
            to.append(defined(look, name))
        to.append(used(look, name, at))
