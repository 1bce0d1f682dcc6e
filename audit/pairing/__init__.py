"""Two audits whose authors overlap: how far the errors of each figure are the same on both sides.

Authors are sorted into 128 buckets by a public hash of their ids, the same in every audit, and a tally keeps counts by
bucket. So the buckets of two tallies hold the same authors as far as the datasets do, although neither tally names one.
Both tallies are judged without each of 32 groups of buckets in turn, which gives 32 replicates of every figure on either
side; their correlation is handed to :mod:`audit.comparing`. No metric has to say how its figures are made of counts.
"""

from __future__ import annotations

from .pairing import pair_up
from .sides import TALLY, AuditOnDisk, has_tally, read_side

__all__ = ["TALLY", "AuditOnDisk", "has_tally", "pair_up", "read_side"]
