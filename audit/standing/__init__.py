"""What a figure stands on: the reference it is held against, the posts on the other side of it, and how both are said.

sides     a reference, and the other side of a comparison with its size
words     a figure's sizes in words, for sentences and for cells of tables
"""

from __future__ import annotations

from audit.standing.sides import OtherSide, Reference, SideStatus

__all__ = ["OtherSide", "Reference", "SideStatus"]
