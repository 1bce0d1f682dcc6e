"""Groups of posts by dialect: their columns, and what they are called.

What is said is of words, never of whoever wrote them.
"""

from __future__ import annotations

#: Column of each axis, where the plan names a model: see :mod:`audit.models.dialect`.
COLUMNS = {"dialect": "dialect:group", "largest_topic": "dialect:largest_topic"}
#: Axes as words after "by".
AXES = {"dialect": "dialect", "largest_topic": "largest topic of dialect"}
#: Groups in a chart.
TOPICS = {
    "african_american": "African-American topic",
    "white": "White topic",
    "neither": "neither topic",
    "another": "another topic",
}
#: Posts of an axis and a group.
POSTS = {
    ("dialect", "african_american"): "posts in words of the African-American topic",
    ("dialect", "white"): "posts in words of the White topic",
    ("dialect", "neither"): "posts in words of neither topic",
    ("largest_topic", "african_american"): "posts whose largest topic is the African-American one",
    ("largest_topic", "white"): "posts whose largest topic is the White one",
    ("largest_topic", "another"): "posts whose largest topic is another one",
}
