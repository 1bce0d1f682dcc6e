r"""Text of a dataset made fit for LaTeX and BibTeX: printed as it stands, in a cell, a caption or a field.

Braces are named rather than escaped, since BibTeX counts them with a backslash before them too. Brackets and stars are
put in braces: at the start of a cell they would be taken for the argument of the line break before them.
"""

from __future__ import annotations

import re

_NAMED = {
    "\\": "textbackslash", "{": "textbraceleft", "}": "textbraceright", "~": "textasciitilde", "^": "textasciicircum",
    "<": "textless", ">": "textgreater", "|": "textbar", "\N{MINUS SIGN}": "textminus",
    "\N{MATHEMATICAL LEFT ANGLE BRACKET}": "textlangle", "\N{MATHEMATICAL RIGHT ANGLE BRACKET}": "textrangle",
}  # fmt: skip
_ESCAPED = "%$#&_"
_BRACED = "[]*"
_SPECIAL = re.compile(rf"[{re.escape(''.join(_NAMED) + _ESCAPED + _BRACED)}]|-(?=-)")


def latex(text: str) -> str:
    r"""Text in which LaTeX finds no command.

    Parameters
    ----------
    text : str
        Visible text on one line; see :func:`audit.report.visible.line`.

    Returns
    -------
    str
        Every special character as itself, by commands that are in LaTeX without a package. Braces balance. Letters beyond
        those that pdfLaTeX knows stay: LuaLaTeX and XeLaTeX print them.

    Examples
    --------
    >>> latex("50% of {a}_b")
    '50\\% of \\textbraceleft{}a\\textbraceright{}\\_b'
    """
    return _SPECIAL.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    found = match.group()
    if found in _NAMED:
        return f"\\{_NAMED[found]}{{}}"
    if found == "-":  # two in a row would be set as a dash
        return "-{}"
    return f"{{{found}}}" if found in _BRACED else f"\\{found}"
