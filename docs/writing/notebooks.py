"""The page of notebooks: each by its title, with the headings that it goes through."""

from __future__ import annotations

import json
from pathlib import Path

_HEAD = """# Notebooks

Each runs from top to bottom on the sample that ships, where the truth can be looked up; `03` reads a known dataset instead, which you
have to get. What the text claims is checked, by the cells or by the tests: where prose and numbers part, one of them stops. They are
stored without outputs, and show no post.

```sh
pip install 'postaudit[notebook]'
jupyter lab notebooks
```

| notebook | goes through |
|---|---|
"""


def notebooks_page(folder: Path) -> str:
    """A row per notebook of a folder, in the order of their names."""
    rows = []
    for path in sorted(folder.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "".join(line for cell in cells if cell["cell_type"] == "markdown" for line in [*cell["source"], "\n"])
        [title] = (line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))
        headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
        rows.append(f"| `{path.stem[:2]}` [{title}](../notebooks/{path.name}) | {' · '.join(headings)} |\n")
    return _HEAD + "".join(rows)
