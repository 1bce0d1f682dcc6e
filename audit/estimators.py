"""Parts of an audit as scikit-learn takes them: groups and themes of posts as features, weights of posts as weights.

scikit-learn is imported with this module and by nothing else of the package that a plain audit needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.sparse import csr_matrix
from sklearn.base import BaseEstimator, TransformerMixin

from audit.errors import PlanError, did_you_mean
from audit.hashing import PUBLIC_KEY, hash_strings
from audit.plan import Plan
from audit.post_weights import read_weights
from audit.text.features import TextPass
from audit.text.languages import primary
from audit.text_reader import text_reader

__all__ = ["MentionFeatures", "sample_weight"]


class MentionFeatures(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn publishes no types
    """Which groups posts mention, and which themes their words are of: posts x features, 1 where they do.

    The same word lists that an audit reads with, so that what a model makes of mentions can be held against what an audit
    says of them. It learns nothing: there is nothing to fit, and any two give the same columns for the same parameters.

    Parameters
    ----------
    language : str
        BCP-47; all texts are read against the lexicon of this one language.
    axes : sequence of str, optional
        Such as ``("gender", "religion")``; all of the lexicon if None.
    tier : {"strict", "loose"}
        Strict forms mean the group wherever they stand; loose ones may mean something else, and strict ones are among them.
    themes : bool
        Whether there are columns of themes (``theme.appearance``); there are lists of themes for English alone.
    lexicons : sequence of str
        Lists of your own, as ``[lexicons] identity`` of a plan.
    mode : {"merge", "replace"}
        Whether they stand beside the list that ships or in its place.
    sparse_output : bool
        False gives an array, which ``set_output(transform="pandas")`` needs.

    Notes
    -----
    A text that is None or NaN mentions nobody. Lists err: docs/lexicons.md says how often. Features are about texts; they
    say nothing of whoever wrote them, and a model that uses them learns what is said of groups.

    Examples
    --------
    >>> from audit.estimators import MentionFeatures
    >>> made = MentionFeatures(axes=["gender"], themes=False, sparse_output=False)
    >>> found = made.transform(["the women led", "nobody came"])
    >>> [str(name) for name, is_there in zip(made.get_feature_names_out(), found[0]) if is_there]
    ['mention.gender.women']
    """

    def __init__(
        self,
        *,
        language: str = "en",
        axes: Sequence[str] | None = None,
        tier: Literal["strict", "loose"] = "strict",
        themes: bool = True,
        lexicons: Sequence[str] = (),
        mode: Literal["merge", "replace"] = "merge",
        sparse_output: bool = True,
    ) -> None:
        self.language = language
        self.axes = axes
        self.tier = tier
        self.themes = themes
        self.lexicons = lexicons
        self.mode = mode
        self.sparse_output = sparse_output

    def fit(self, X: Any, y: Any = None) -> MentionFeatures:  # noqa: ARG002 - the interface of scikit-learn
        """Check the parameters and that X is texts; nothing is learned.

        Parameters
        ----------
        X : iterable of str
        y : ignored

        Returns
        -------
        MentionFeatures
            Itself.

        Raises
        ------
        PlanError
            A parameter is none of its choices.
        ValueError
            X is no sequence of texts.
        """
        self._columns(self._pass())
        _texts(X)
        return self

    def transform(self, X: Any) -> Any:
        """Read texts.

        Parameters
        ----------
        X : iterable of str, shape (n,)

        Returns
        -------
        csr_matrix or ndarray of float64, shape (n, features)

        Raises
        ------
        PlanError, ValueError
            As :meth:`fit`.
        """
        read = self._pass()
        chosen, shown = self._columns(read)
        texts = _texts(X)
        features = read.run(texts)
        post, group = features.strict_pairs if self.tier == "strict" else features.loose_pairs
        place = np.full(len(read.groups), -1)
        place[chosen] = np.arange(len(chosen))
        kept = place[group] >= 0
        rows: list[npt.NDArray[np.integer]] = [post[kept]]
        columns: list[npt.NDArray[np.integer]] = [place[group[kept]]]
        for number, bit in enumerate(shown):
            found = np.flatnonzero(features.marker_mask >> np.uint32(bit) & np.uint32(1))
            rows.append(found)
            columns.append(np.full(len(found), len(chosen) + number))
        at = np.concatenate(rows), np.concatenate(columns)
        made = csr_matrix((np.ones(len(at[0])), at), shape=(len(texts), len(chosen) + len(shown)))
        return made if self.sparse_output else made.toarray()

    def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[np.object_]:  # noqa: ARG002
        """Names of the columns: ``mention.AXIS.GROUP``, then ``theme.NAME``; shape (features,)."""
        read = self._pass()
        chosen, shown = self._columns(read)
        named = [f"mention.{'.'.join(read.groups[index])}" for index in chosen]
        named += [f"theme.{read.categories[bit]}" for bit in shown]
        return np.array(named, dtype=object)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.input_tags.one_d_array = True
        tags.requires_fit = False
        return tags

    def _pass(self) -> TextPass:
        """The text pass of the language, kept by its parameters for as long as the process lives."""
        reader = text_reader(
            Plan.make(
                {
                    "dataset": {"language": self.language},
                    "lexicons": {"identity": list(self.lexicons), "mode": self.mode},
                },
                where="MentionFeatures",
            )
        )
        language = primary(self.language) or ""
        if language not in reader.languages:
            hint = did_you_mean(language, reader.languages)
            raise PlanError(f"There is no lexicon of the language {self.language!r}.", hint=hint)
        return reader.pass_of(language)

    def _columns(self, read: TextPass) -> tuple[list[int], list[int]]:
        """Indices of groups and of themes that have columns."""
        if self.tier not in ("strict", "loose"):
            raise PlanError(f"tier is {self.tier!r}.", hint="It is 'strict' or 'loose'.")
        known = dict.fromkeys(axis for axis, _ in read.groups)
        wanted = list(known) if self.axes is None else list(self.axes)
        for axis in wanted:
            if axis not in known:
                raise PlanError(f"The lexicon has no axis {axis!r}.", hint=did_you_mean(axis, known))
        groups = sorted(
            (axis, group, index) for index, (axis, group) in enumerate(read.groups) if axis in wanted and group
        )
        themes = sorted((name, bit) for bit, name in enumerate(read.categories)) if self.themes else []
        return [index for *_, index in groups], [bit for _, bit in themes]


def sample_weight(weights: Any, post_ids: Iterable[Any]) -> npt.NDArray[np.float64]:
    """Weights of posts in the order of a table, for the ``sample_weight`` of a learner.

    Parameters
    ----------
    weights : path, DataFrame, Arrow table, or what :func:`audit.weights` returns
        ``post_id`` and ``weight``, as ``postaudit weights`` and ``postaudit mitigate reweigh`` write them.
    post_ids : iterable
        The id of each post, in the order of the learner's rows.

    Returns
    -------
    ndarray of float64, shape (n,)
        Scaled so that the mean over all posts that have weights is 1; all 1 where all weights are equal.

    Raises
    ------
    PlanError
        Not a table of weights, or a post has none in it.

    Examples
    --------
    >>> import pandas as pd
    >>> made = pd.DataFrame({"post_id": ["a", "b"], "weight": [1.0, 3.0]})
    >>> sample_weight(made, ["b", "a", "b"]).tolist()
    [1.5, 0.5, 1.5]
    """
    read = read_weights(weights)
    ids = pa.array([None if each is None else str(each) for each in post_ids], pa.string())
    if read is None:
        return np.ones(len(ids))
    return read.of(hash_strings(ids, PUBLIC_KEY))


def _texts(X: Any) -> pa.Array:
    """Texts as a column; what is missing is null.

    Raises
    ------
    ValueError
        One text alone, a table, or something that is no text.
    """
    if isinstance(X, str | bytes):
        raise ValueError("Texts are expected one by one, and this is one alone.")  # noqa: TRY004 - as scikit-learn has it
    if getattr(X, "ndim", 1) != 1:
        raise ValueError(f"Texts are expected in one dimension, got shape {X.shape}: choose one column.")
    listed = list(X)
    missing = [each is None or (isinstance(each, float) and each != each) for each in listed]  # noqa: PLR0124 - NaN
    for each, is_missing in zip(listed, missing, strict=True):
        if not (is_missing or isinstance(each, str)):
            raise ValueError(f"Texts are expected, got {type(each).__name__}.")
    return pa.array(
        [
            None if gone else each.encode("utf-8", "replace").decode()
            for each, gone in zip(listed, missing, strict=True)
        ],
        pa.large_string(),
    )
