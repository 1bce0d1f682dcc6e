"""Passages: mentions in their context, drawn from whole posts that are read again, masked before anybody sees them.

::

    posts --drawing--> candidates --cutting--> words --common--> what is rare --audit.disclosure.quote--> passages

The posts are gone through twice: once to draw, once to count who else uses the words that were drawn. Nothing is written.
"""

from __future__ import annotations

from audit.passages.finding import MOST, find, known_groups
from audit.passages.question import ANY_SLOT, Question, question, questions_of

__all__ = ["ANY_SLOT", "MOST", "Question", "find", "known_groups", "question", "questions_of"]
