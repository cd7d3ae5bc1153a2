"""The best panels, and the proof that there are none better: branch and bound in the order of wavelength.

A node of the search is a set of options, taken from the left. Which of them serves which marker stays open: the node
knows for every set of as many markers what these options are worth to it at best. So the many ways to share out the
same probes are looked at once, not one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qdselect.model.struct import Struct
from qdselect.panels.bound import completions, one_more
from qdselect.panels.problem import NEVER, Problem

if TYPE_CHECKING:
    from qdselect.panels.noise import Corners
    from qdselect.panels.problem import Whole

__all__ = ["USUAL", "Found", "Panel", "best_panels"]

USUAL = 2_500
"""Nodes after which the search stops by default: a second or two. A number of nodes, for a time would make the same
question give different answers."""


class Panel(Struct):
    """One option for each marker.

    Attributes
    ----------
    worth : int
        Sum over the markers.
    options : tuple of int
        In the order of the markers.
    """

    worth: int
    options: tuple[int, ...]


class Found(Struct):
    """What a search found, and what it proved.

    Attributes
    ----------
    panels : tuple of Panel
        Best first; each differs from the others in at least one probe.
    bound : int or None
        No panel is worth more; none at all is possible where it is ``None``.
    proven : bool
        Whether these are certainly the best ones. If not, the node limit was hit: better ones may exist, up to the
        bound.
    nodes : int
        Sets of options that were looked at.
    """

    panels: tuple[Panel, ...]
    bound: int | None
    proven: bool
    nodes: int


class Node(Struct):
    """Options that were taken, and what may join them.

    Attributes
    ----------
    taken : tuple of int
        Options, from left to right.
    shares : tuple of ndarray of int, shape (2**m,)
        For each number of options taken so far: what they are worth to each set of as many markers, at best.
    bound : int
        Most that a panel with these options can be worth.
    options : ndarray of int, shape (c,)
        Options further right that go with all of them.
    beyond : ndarray of int, shape (c, 2**m)
        What options behind each of these could add at most, per set of markers.
    cut : bool
        Whether that bound still counts options that do not go with all that were taken.
    corners : Corners or None
        The spectra so far, where unmixing limits the panel.
    """

    taken: tuple[int, ...]
    shares: tuple[Whole, ...]
    bound: int
    options: Whole
    beyond: Whole
    cut: bool
    corners: Corners | None


def best_panels(problem: Problem, count: int = 1, most_nodes: int = USUAL) -> Found:
    """The best panels of a problem: of each set of probes the best way to share them out, best sets first.

    Of panels of equal worth the one comes first that the search meets first; that depends on the order of options and
    markers alone, so the same problem has the same answer.

    Parameters
    ----------
    problem : Problem
        Worth, and what goes together.
    count : int
        How many panels.
    most_nodes : int
        Where the search stops unproven.

    Examples
    --------
    >>> import numpy as np
    >>> worth = np.array([[5, 4, 1], [5, 3, 2]])
    >>> apart = np.array([[False, False, True], [False, False, True], [True, True, False]])
    >>> best_panels(Problem.of(worth, apart)).panels
    (Panel(worth=7, options=(0, 2)),)
    """
    return _Search(problem, count, most_nodes).run()


class _Stopped(Exception):  # noqa: N818
    """The node limit was hit."""


class _Search:
    """One search: depth first, the most promising option first."""

    def __init__(self, problem: Problem, count: int, most_nodes: int) -> None:
        self.problem, self.count, self.most_nodes = problem, count, most_nodes
        self.markers, self.size = problem.worth.shape
        self.crosstalk = problem.crosstalk
        self.allowed = problem.allowed & problem.crosstalk.pairs() if problem.crosstalk else problem.allowed
        self.further = self.crosstalk.further(self.allowed) if self.crosstalk else None
        self.best: dict[frozenset[int], Panel] = {}
        self.beaten, self.nodes, self.open = NEVER, 0, NEVER
        """Worth that a panel must exceed; nodes visited; most that what was left unvisited could be worth."""

    def run(self) -> Found:
        """Search, and say what was proven."""
        stopped = False
        try:
            self.visit(self._root())
        except _Stopped:
            stopped = True
        panels = self._ranked()
        known = max(panels[0].worth if panels else NEVER, self.open)
        proven = not stopped or self.open <= self.beaten
        return Found(tuple(panels), known if known > NEVER // 2 else None, proven, self.nodes)

    def _root(self) -> Node:
        beyond = completions(self.problem.worth, self.allowed, self.markers - 1, self.further)
        nothing = np.full(1 << self.markers, NEVER, dtype=np.int64)
        nothing[0] = 0
        start = self.crosstalk.start() if self.crosstalk else None
        return Node((), (nothing,), -NEVER, np.arange(self.size), beyond, False, start)

    def visit(self, node: Node) -> None:
        """Try every option, as long as it could still beat what is known."""
        if self.nodes >= self.most_nodes:
            self.open = max(self.open, node.bound)
            raise _Stopped
        self.nodes += 1
        shares = one_more(node.shares[-1], self.problem.worth[:, node.options])
        promising = self._promising(node, shares)
        if node.cut and promising:
            node = node._replace(beyond=self._anew(node.options, self.markers - len(node.taken) - 1))
            promising = self._promising(node, shares)
        for number, (at, bound) in enumerate(promising):
            if bound <= self.beaten:
                return
            try:
                self._take(node, at, bound, shares[at])
            except _Stopped:
                self.open = max([self.open, *(bound for _, bound in promising[number + 1 : number + 2])])
                raise

    def _promising(self, node: Node, shares: Whole) -> list[tuple[int, int]]:
        """Places of options with the bound of each, best first."""
        bounds = (shares + node.beyond[:, ::-1]).max(axis=1)  # the set of the other markers has the opposite bits
        if self.further is not None and node.taken:
            bounds[self.further[node.taken[-1], node.options] < self.markers - len(node.taken) - 1] = NEVER
        order = np.flatnonzero(bounds > max(self.beaten, NEVER // 2))
        order = order[np.argsort(-bounds[order], kind="stable")]
        return list(zip(order.tolist(), bounds[order].tolist(), strict=True))

    def _take(self, node: Node, at: int, bound: int, share: Whole) -> None:
        """Take one option, and go on to its right."""
        option = int(node.options[at])
        taken, shares = (*node.taken, option), (*node.shares, share)
        if len(taken) == self.markers:
            self._keep(taken, shares)
            return
        corners = self.crosstalk.joined(node.corners, option) if self.crosstalk and node.corners else None
        kept, cut = self._beside(node, at, corners)
        if kept.size < self.markers - len(taken):
            return
        options = node.options[kept]
        cut = cut and len(taken) < self.markers - 1
        self.visit(Node(taken, shares, bound, options, node.beyond[kept], cut, corners))

    def _anew(self, options: Whole, most: int) -> Whole:
        """The bound from the options that are left alone, for so many markers behind each."""
        square = options[:, None], options
        further = None if self.further is None else self.further[square]
        return completions(self.problem.worth[:, options], self.allowed[square], most, further)

    def _beside(self, node: Node, at: int, corners: Corners | None) -> tuple[Whole, bool]:
        """Places of the options further right that go with the one taken, and whether that says more than the bound.

        The bound knows which options are allowed right behind it; it does not know of those that are not allowed
        further on.
        """
        fits = self.allowed[node.options[at], node.options[at + 1 :]]
        if self.crosstalk and corners:
            fits = fits & self.crosstalk.addable(corners, node.options[at + 1 :])
        kept = np.flatnonzero(fits)
        cut = bool(kept.size) and not fits[kept[0] :].all()
        return kept + at + 1, cut

    def _keep(self, taken: tuple[int, ...], shares: tuple[Whole, ...]) -> None:
        """Remember a panel, unless its probes are known already in one that is as good."""
        worth = int(shares[-1][-1])
        probes = frozenset(self.problem.probe[list(taken)].tolist())
        if worth <= self.beaten or (probes in self.best and self.best[probes].worth >= worth):
            return
        self.best.pop(probes, None)
        self.best[probes] = Panel(worth, self._shared_out(taken, shares))
        if len(self.best) > self.count:
            last = self._ranked()[-1]
            del self.best[frozenset(self.problem.probe[list(last.options)].tolist())]
        if len(self.best) == self.count:
            self.beaten = min(panel.worth for panel in self.best.values())

    def _shared_out(self, taken: tuple[int, ...], shares: tuple[Whole, ...]) -> tuple[int, ...]:
        """Which marker gets which option: the shares followed back, the first marker that fits each time."""
        found, still = [0] * self.markers, (1 << self.markers) - 1
        for option, before, after in zip(taken[::-1], shares[-2::-1], shares[:0:-1], strict=True):
            marker = next(
                marker
                for marker in range(self.markers)
                if still >> marker & 1
                and before[still ^ 1 << marker] + self.problem.worth[marker, option] == after[still]
            )
            found[marker], still = option, still ^ 1 << marker
        return tuple(found)

    def _ranked(self) -> list[Panel]:
        return sorted(self.best.values(), key=lambda panel: -panel.worth)
