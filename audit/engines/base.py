"""What an engine is: whatever applies a function to tasks, anywhere, and hands back the results in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar, runtime_checkable

Task = TypeVar("Task")
Result = TypeVar("Result")


@runtime_checkable
class Engine(Protocol):
    """One process, several, or a cluster. What comes out does not depend on which.

    Attributes
    ----------
    name : str
        ``local``, ``dask`` or ``spark``.
    workers : int
        Tasks that are worked on at the same time.
    """

    @property
    def name(self) -> str:
        """See above."""
        ...

    @property
    def workers(self) -> int:
        """See above."""
        ...

    def map(
        self,
        function: Callable[[Task], Result],
        tasks: Iterable[Task],
        done: Callable[[Result], None] | None = None,
    ) -> Iterator[Result]:
        """Apply a function to every task and yield the results in the order of the tasks.

        Parameters
        ----------
        function : callable
            Can be pickled; the same result for the same task wherever and however often it is called.
        tasks : iterable
            Can be pickled. Taken no further ahead than needed: tasks may be made while others are worked on.
        done : callable, optional
            Told of each result as it comes, in any order: for progress.

        Raises
        ------
        AuditError
            A worker was lost and nobody can take its place, or what the function raised.
        """
        ...

    def close(self) -> None:
        """Let go of what was started for it; a session that was given stays open."""
        ...
