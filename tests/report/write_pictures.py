"""Write ``pictures/``: what every chart holds, and how it looks. ``make pictures`` runs this.

python tests/report/write_pictures.py
"""

from __future__ import annotations

import io
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path

import matplotlib as mpl

sys.path.insert(0, str(Path(__file__).parent))

from picture_examples import EXAMPLES, love
from picture_structure import structure

from audit.report.charts import charts
from audit.report.charts.alt_text import description
from audit.report.charts.svg import clean
from audit.report.rows import rows

FOLDER = Path(__file__).parent / "pictures"
NAMES = (*EXAMPLES, "love")
_DOTS = 50  # per inch: enough to see a mark, and small to keep


def drawn(name):
    """The clean SVG of an example and its axes."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    ax, label = _axes(name)
    buffer = io.StringIO()
    with charts.settings(), _no_glyphs():
        FigureCanvasSVG(ax.get_figure(root=True)).print_svg(buffer, metadata={"Date": None})
    return clean(buffer.getvalue(), prefix="chart", label=label), ax


def pixels(name, path, change=None):
    """Draw an example as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    ax, _ = _axes(name)
    if change is not None:
        change(ax)
    figure = ax.get_figure(root=True)
    figure.patch.set(visible=True, facecolor="white")
    with charts.settings(), _no_glyphs():
        FigureCanvasAgg(figure)
        figure.savefig(path, dpi=_DOTS, metadata={"Software": None})


def same_matplotlib():
    """Whether the pictures were drawn by the matplotlib that is installed."""
    return (FOLDER / "matplotlib.txt").read_text(encoding="utf-8").strip() == mpl.__version__


def _axes(name):
    if name == "love":
        return love(), "Love plot"
    block, findings = EXAMPLES[name]()
    return charts.draw(block, findings), description(block, rows(block, findings), findings)


@contextmanager
def _no_glyphs():
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        yield


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name in NAMES:
        said = "\n".join(structure(*drawn(name)))
        (FOLDER / f"{name}.txt").write_text(f"{said}\n", encoding="utf-8")
        pixels(name, FOLDER / f"{name}.png")
    (FOLDER / "matplotlib.txt").write_text(f"{mpl.__version__}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
