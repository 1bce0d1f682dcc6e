"""Laws that every metric and loader keeps, for the tests of plug-ins.

>>> from audit.testing import METRIC_LAWS, made_up_posts                 # doctest: +SKIP
>>> @pytest.mark.parametrize("law", METRIC_LAWS)                          # doctest: +SKIP
... def test_law(law):
...     law(Shouting(), made_up_posts())

A law is a function that raises ``AssertionError`` in words; what the plug-in itself raises is let through as it is.
"""

from __future__ import annotations

from audit.testing.loader_laws import LOADER_LAWS
from audit.testing.metric_laws import METRIC_LAWS, judged, measured
from audit.testing.posts import batch_of, made_up_posts

__all__ = ["LOADER_LAWS", "METRIC_LAWS", "batch_of", "judged", "made_up_posts", "measured"]
