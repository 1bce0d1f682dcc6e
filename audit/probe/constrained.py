"""A learner that is trained under a constraint: its predictions shall fall on every group alike, or err alike.

Fairlearn's reduction trains a learner again and again on weighted posts until the constraint holds on them, and predicts
with the mixture of all it trained (Agarwal et al. 2018). It needs dense columns, so words are folded into a hundred first.
What holds on the training posts need not hold on others: that is what the probe asks.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from .learners import Floats, GroupLearner, Labels

if TYPE_CHECKING:
    from scipy import sparse

Constraint = Literal["demographic_parity", "equalized_odds"]
#: Columns that words are folded into, rounds of training, and how far rates may lie apart on the training posts.
COLUMNS, ROUNDS, SLACK = 100, 20, 0.01


def constrained(constraint: Constraint = "demographic_parity") -> GroupLearner:
    """Logistic regression under a constraint.

    Parameters
    ----------
    constraint : {"demographic_parity", "equalized_odds"}
        What is made alike in the groups: rates of prediction, or both kinds of error.

    Returns
    -------
    callable
        As :data:`audit.probe.learners.GroupLearner`; of the posts asked it needs no group. What posts weigh has no part in it,
        for it makes weights of its own.

    References
    ----------
    Agarwal, A., Beygelzimer, A., Dudik, M., Langford, J. and Wallach, H. (2018). A reductions approach to fair
    classification. ICML.
    """

    def learn(
        known: sparse.csr_matrix,
        labels: Labels,
        weights: Floats,  # noqa: ARG001 - learners are called alike
        asked: sparse.csr_matrix,
        groups: npt.NDArray[np.int64],
    ) -> Floats:
        from fairlearn.reductions import DemographicParity, EqualizedOdds, ExponentiatedGradient
        from sklearn.linear_model import LogisticRegression

        train, test = _folded(known, asked)
        alike = DemographicParity if constraint == "demographic_parity" else EqualizedOdds
        reduction = ExponentiatedGradient(
            LogisticRegression(C=1.0, solver="lbfgs", tol=1e-3, max_iter=1000),
            constraints=alike(difference_bound=SLACK),
            eps=SLACK,
            max_iter=ROUNDS,
        )
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # a mixture that did not settle is still what was found; its figures say how good
            reduction.fit(train, labels.astype(int), sensitive_features=groups)
        mixed = np.asarray(reduction._pmf_predict(test), dtype=np.float64)[:, 1]
        chances: Floats = np.clip(mixed, 0.0, 1.0)  # the parts of a mixture add up to 1 but for rounding
        return chances

    return learn


def _folded(known: sparse.csr_matrix, asked: sparse.csr_matrix) -> tuple[Floats, Floats]:
    from sklearn.decomposition import TruncatedSVD

    columns = min(COLUMNS, known.shape[1] - 1, known.shape[0] - 1)
    folding = TruncatedSVD(n_components=max(1, columns), algorithm="randomized", n_iter=7, random_state=0).fit(known)
    return folding.transform(known), folding.transform(asked)
