"""Whether an audit, or what changed since the last one, may pass: what is beyond the gate, what is accepted, what is gone.

Reads findings and comparisons and nothing else. How it is printed is in :mod:`audit.report`.
"""

from __future__ import annotations

from .gate import CHANGES, GRADES, gate
from .verdict import Accepted, Tripped, Verdict

__all__ = ["CHANGES", "GRADES", "Accepted", "Tripped", "Verdict", "gate"]
