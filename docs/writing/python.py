"""The page of the Python API: the names of the package with what they are, and where the site puts their docstrings."""

from __future__ import annotations

import inspect

import audit

_HEAD = """# Python

What `import audit` offers. Names are loaded when they are first used, so importing costs nothing. `help(audit.run)` says in a session
what the site says below. Functions on arrays, to be checked one by one, are in `audit.statistics`.

```python
import audit

findings = audit.run("data_samples/northtown.csv", plan="data_samples/audit.toml", metrics=["representation"])
findings.to_frame()  # a ranked table
findings.estimate("representation.gender.women.share_of_posts").value
print(findings.estimate("representation.gender.women.share_of_posts"))  # with what it stands on
```
"""


def python_page() -> str:
    """Names, the first line of each docstring, and a directive for each that only the site reads."""
    names = sorted((each for each in audit.__all__ if each != "__version__"), key=str.casefold)
    lines = [_HEAD, "| name | what it is |", "|---|---|"]
    for name in names:
        first = (inspect.getdoc(getattr(audit, name)) or "").partition("\n")[0]
        lines.append(f"| `audit.{name}` | {first.replace('``', '`').replace('|', chr(92) + '|')} |")
    lines += ["", "## In full", "", "```{eval-rst}", ".. currentmodule:: audit", ""]
    for name in names:
        if inspect.isclass(getattr(audit, name)):
            members = [".. autoclass:: " + name] + (["   :members:"] if name not in _WITHOUT_MEMBERS else [])
            lines += [*members, ""]
        else:
            lines += [f".. autofunction:: {name}", ""]
    return "\n".join([*lines[:-1], "```"]) + "\n"


#: A plan's fields are in the page of schemas.
_WITHOUT_MEMBERS = ("Plan",)
