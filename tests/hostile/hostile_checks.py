"""What outputs are made of, taken apart by readers that are not ours, and what none of them may hold."""

from __future__ import annotations

import re
import unicodedata
from xml.etree import ElementTree as ET

from hostile_labels import HOST

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "g", "defs", "path", "use", "text", "tspan", "clipPath", "rect", "circle", "line", "title"}
DRAWN = {
    "aria-label", "clip-path", "clip-rule", "cx", "cy", "d", "direction", "fill", "fill-opacity", "font-family", "font-size",
    "font-style", "font-weight", "height", "href", "id", "opacity", "points", "r", "role", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width", "text-anchor", "transform",
    "unicode-bidi", "viewBox", "width", "x", "x1", "x2", "y", "y1", "y2", "xmlns",
}  # fmt: skip
ACTIVE = {
    "script",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "img",
    "link",
    "input",
    "image",
    "foreignobject",
    "animate",
    "set",
}
#: Every command that our LaTeX may hold.
COMMANDS = {
    "begingroup",
    "endgroup",
    "footnotesize",
    "setlength",
    "tabcolsep",
    "begin",
    "end",
    "caption",
    "label",
    "toprule",
    "midrule",
    "bottomrule",
    "endfirsthead",
    "endhead",
    "endfoot",
    "endlastfoot",
    "multicolumn",
    "noindent",
    "par",
    "raggedright",
    "arraybackslash",
    "linewidth",
    "textbackslash",
    "textbraceleft",
    "textbraceright",
    "textasciitilde",
    "textasciicircum",
    "textless",
    "textgreater",
    "textbar",
    "textminus",
    "textlangle",
    "textrangle",
}


def local(tag: str) -> str:
    return str(tag).rpartition("}")[2]


def shape(root: ET.Element) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes, in order; marks of a drawing are left to :func:`drawing`."""
    return [
        (local(each.tag), tuple(sorted(map(local, each.attrib)))) for each in root.iter() if isinstance(each.tag, str)
    ]


def parsed(page: str) -> ET.Element:
    """A page as a browser reads it, by the algorithm of the HTML standard."""
    import pytest

    html = pytest.importorskip("tinyhtml5", reason="needs tinyhtml5, which comes with WeasyPrint")
    return html.parse(page)


def inert(root: ET.Element) -> None:
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for each in root.iter():
        if not isinstance(each.tag, str):
            assert each.tag is not ET.Comment or HOST not in str(each.text)
            continue
        assert local(each.tag).lower() not in ACTIVE, each.tag
        for full, value in each.attrib.items():
            name = local(full).lower()
            assert not name.startswith("on"), name
            assert name not in ("style", "src", "srcset", "action", "formaction", "background"), name
            assert name != "href" or value.startswith("#"), value


def drawing(svg: str) -> list[str]:
    """Texts of a drawing, all elements and attributes of which are on our list."""
    root = ET.fromstring(svg)
    for each in root.iter():
        assert local(each.tag) in SHAPES, each.tag
        assert set(map(local, each.attrib)) <= DRAWN, each.attrib
        for name in ("href", "clip-path"):
            assert re.fullmatch(r"(?:url\()?#[a-z0-9-]+\)?", each.get(name, "#chart")), each.attrib
    return ["".join(each.itertext()) for each in root.iter() if local(each.tag) == "text"]


def unseen(text: str, *, isolates: bool = False) -> list[str]:
    """Characters that steer a reader or that no reader sees; joiners of scripts and emoji are none."""
    allowed = set("\n\u200c\u200d") | ({"\u2068", "\u2069"} if isolates else set())
    kinds = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}
    return [f"{ord(each):04X}" for each in text if each not in allowed and unicodedata.category(each) in kinds]


def is_formula(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return (
            cell.lstrip(" \u00a0\u3000\u200b\ufeff")[:1] in set("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
            if cell
            else False
        )
    return False


def tokens(text: str) -> list[tuple[str, str, str]]:
    """What Markdown makes of a text, by a library that passes the tests of CommonMark, with the tables of GitHub."""
    from markdown_it import MarkdownIt

    found = []
    for block in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        for each in [block, *(block.children or ())]:
            if each.type in ("text", "fence"):
                continue
            # Addresses and anchors are ours, and hold what ids are made of.
            said = re.sub('"[^"]*"', '""', each.content) if each.type.startswith("html") else ""
            found.append((each.type, each.tag, said))
            assert each.type != "image"
            assert each.type != "html_inline" or re.fullmatch(r'<a id="[\w.-]+">|</a>', each.content), each.content
            assert each.type != "html_block", each.content
            assert each.type != "link_open" or str(each.attrGet("href")).startswith("#"), each.attrs
    return found


def markdown_is_ours(text: str) -> list[tuple[str, str, str]]:
    """Its tokens, after a look for what hosts link although Markdown does not."""
    outside = text.partition("## Cite this audit")[0]
    for pattern in (f"://{HOST}", f"www\\.{HOST}", f"@{HOST}", r"(?<![\w`])@[a-zA-Z]", r"(?<!\\)\$\$"):
        assert not re.search(pattern, outside), pattern
    assert not unseen(text), unseen(text)[:5]
    return tokens(text)


def latex_is_ours(text: str) -> None:
    """No command, group, comment or alignment but those that tables are made of."""
    lines = [each for each in text.splitlines() if not each.startswith("%")]
    body = "\n".join(lines)
    assert set(re.findall(r"\\([a-zA-Z]+)", body)) <= COMMANDS, set(re.findall(r"\\([a-zA-Z]+)", body)) - COMMANDS
    assert set(re.findall(r"\\([^a-zA-Z])", body)) <= set("\\%$#&_"), set(re.findall(r"\\([^a-zA-Z])", body))
    plain = re.sub(r"\\[^a-zA-Z]", "", body)
    assert not re.search("[%$#~^\x00-\x09\x0b-\x1f]", plain)
    assert not re.search(r"\\\\\s*[\[*]", body), "a bracket after a line break is its argument"
    depth = 0
    for each in plain:
        depth += (each == "{") - (each == "}")
        assert depth >= 0
    assert depth == 0
    for table in re.findall(r"\\begin\{longtable\}\{([^\n]*)\}\n(.*?)\\end\{longtable\}", plain, re.DOTALL):
        columns = len(re.sub(r"p\{[^}]*\}", "p", re.sub(r">\{[^}]*\}", "", table[0])))
        rows = [each for each in table[1].splitlines() if "&" in each]
        assert {each.count("&") for each in rows} == {columns - 1}, table[0]
    assert not unseen(text)
