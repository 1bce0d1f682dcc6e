"""Sentences with swapped groups, and a model's answers to them."""

from __future__ import annotations

from audit.tally import Tally
from audit.user_model import UserModel


def count_templates(tally: Tally, model: UserModel) -> bool:
    """Score the sentences; False if the model was given up over them."""
    return not model.reason and not tally.is_empty()
