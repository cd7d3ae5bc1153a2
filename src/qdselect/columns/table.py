"""Columns of a table of formulations, and the comparisons that rules are made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from qdselect.columns.truth import Truth
from qdselect.model.packing import BITS, Packed, pack, pack_numbers, pack_sets, pack_truths, pack_words
from qdselect.model.struct import Struct

if TYPE_CHECKING:
    import numpy.typing as npt

    from qdselect.columns.truth import Bools

    Floats = npt.NDArray[np.float64]

__all__ = ["Categories", "Column", "Numbers", "Sets", "Table", "Truths", "compare"]

T = TypeVar("T")


class Numbers(Struct):
    """Numbers as closed intervals.

    Attributes
    ----------
    low, high : ndarray of float, shape (n,)
        Equal for an exact value; minus and plus infinity for an unknown one.
    """

    low: Floats
    high: Floats

    @classmethod
    def of(cls, intervals: Iterable[Sequence[float | None] | None]) -> Numbers:
        """From ``[low, high]`` pairs; ``None`` is unknown."""
        return cls.unpacked(pack_numbers(intervals))

    @classmethod
    def unpacked(cls, packed: Packed) -> Numbers:
        """From bytes."""
        low, high = packed.parts
        return cls(np.frombuffer(low, "<f8"), np.frombuffer(high, "<f8"))

    def known(self) -> Truth:
        """Rows with a value or at least one bound."""
        known = np.isfinite(self.low) | np.isfinite(self.high)
        return Truth(known, ~known)

    def read(self, row: int) -> Any:
        """Value in one row: a number, ``[low, high]`` with ``None`` for an open end, or ``None``."""
        low, high = _written(self.low[row]), _written(self.high[row])
        if low == high:
            return low
        ends = [None if np.isinf(low) else low, None if np.isinf(high) else high]
        return None if ends == [None, None] else ends

    def key(self, row: int) -> Hashable:
        """Equal for rows of which the same is known, ends that are not included told apart."""
        return self.low[row], self.high[row]

    def exclusive(self, row: int) -> bool:
        """Whether an end of the interval in one row is not included: it is then kept one step inside."""
        return any(float(end[row]) != _written(end[row]) for end in self)

    def opened(self, below: Sequence[bool], above: Sequence[bool]) -> Numbers:
        """The same numbers, of which some rows have no lower and some no upper bound."""
        return Numbers(np.where(below, -np.inf, self.low), np.where(above, np.inf, self.high))

    def lt(self, bound: float) -> Truth:
        """Below ``bound``."""
        return Truth(self.high < bound, self.low >= bound)

    def le(self, bound: float) -> Truth:
        """At most ``bound``."""
        return Truth(self.high <= bound, self.low > bound)

    def gt(self, bound: float) -> Truth:
        """Above ``bound``."""
        return ~self.le(bound)

    def ge(self, bound: float) -> Truth:
        """At least ``bound``."""
        return ~self.lt(bound)

    def between(self, bounds: Sequence[float]) -> Truth:
        """Inside ``[low, high]``, ends included."""
        low, high = bounds
        return Truth((self.low >= low) & (self.high <= high), (self.high < low) | (self.low > high))

    def outside(self, bounds: Sequence[float]) -> Truth:
        """Outside ``[low, high]``."""
        return ~self.between(bounds)


def _written(value: Any) -> float:
    """A number as it was written: an exclusive bound is kept one step inside, and shown as the bound."""
    return float(f"{float(value):.10g}")


class Categories(Struct):
    """Words from a vocabulary.

    Attributes
    ----------
    codes : ndarray of int, shape (n,)
        Index into ``names``; -1 is unknown.
    names : tuple of str
        Vocabulary.
    """

    codes: npt.NDArray[np.int16]
    names: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str | None]) -> Categories:
        """From words; ``None`` is unknown."""
        return cls.unpacked(pack_words(list(words)))

    @classmethod
    def unpacked(cls, packed: Packed) -> Categories:
        """From bytes."""
        return cls(np.frombuffer(packed.parts[0], "<i2"), packed.names)

    def known(self) -> Truth:
        """Rows with a word."""
        return Truth(self.codes >= 0, self.codes < 0)

    def read(self, row: int) -> Any:
        """Word in one row, or ``None``."""
        code = int(self.codes[row])
        return self.names[code] if code >= 0 else None

    def key(self, row: int) -> Hashable:
        """Equal for rows of which the same is known."""
        return self.read(row)  # type: ignore[no-any-return]

    def equals(self, word: str) -> Truth:
        """Equal to ``word``."""
        return self.in_([word])

    def in_(self, words: Iterable[str]) -> Truth:
        """One of ``words``."""
        wanted = set(words)
        hit = np.array([*(name in wanted for name in self.names), False])
        true = hit[self.codes]
        return Truth(true, (self.codes >= 0) & ~true)


class Truths(Struct):
    """Truth values: 1, 0, and -1 for unknown."""

    values: npt.NDArray[np.int8]

    @classmethod
    def of(cls, answers: Iterable[bool | None]) -> Truths:
        """From true, false and ``None``."""
        return cls.unpacked(pack_truths(answers))

    @classmethod
    def unpacked(cls, packed: Packed) -> Truths:
        """From bytes."""
        return cls(np.frombuffer(packed.parts[0], np.int8))

    def known(self) -> Truth:
        """Rows with an answer."""
        return Truth(self.values >= 0, self.values < 0)

    def read(self, row: int) -> Any:
        """Answer in one row, or ``None``."""
        value = int(self.values[row])
        return None if value < 0 else bool(value)

    def key(self, row: int) -> Hashable:
        """Equal for rows of which the same is known."""
        return self.values[row]  # type: ignore[no-any-return]

    def is_(self, answer: bool) -> Truth:
        """Whether the answer is ``answer``."""
        return Truth(self.values == int(answer), self.values == int(not answer))


class Sets(Struct):
    """Sets of words that may be known in part.

    Attributes
    ----------
    bits : ndarray of uint64, shape (n, k)
        One bit per word of ``names`` that is certainly in the set.
    complete : ndarray of bool, shape (n,)
        Whether nothing else is in the set.
    names : tuple of str
        Vocabulary.
    """

    bits: npt.NDArray[np.uint64]
    complete: Bools
    names: tuple[str, ...]

    @classmethod
    def of(cls, sets: Iterable[Iterable[str]], complete: Iterable[bool], further: Iterable[str] = ()) -> Sets:
        """From sets of words and whether each is complete; ``further`` words join the vocabulary."""
        return cls.unpacked(pack_sets(sets, complete, further))

    @classmethod
    def unpacked(cls, packed: Packed) -> Sets:
        """From bytes."""
        bits, complete = packed.parts
        width = max(1, -(-len(packed.names) // BITS))
        return cls(
            np.frombuffer(bits, "<u8").reshape(-1, width), np.frombuffer(complete, np.int8).astype(bool), packed.names
        )

    def known(self) -> Truth:
        """Rows where the whole set is known."""
        return Truth(self.complete, ~self.complete)

    def read(self, row: int) -> Any:
        """Words in one row; ``None`` when nothing is known."""
        words = []
        for block, bits in enumerate(self.bits[row].tolist()):
            while bits:
                lowest = bits & -bits
                words.append(self.names[BITS * block + lowest.bit_length() - 1])
                bits ^= lowest
        return words if words or self.complete[row] else None

    def key(self, row: int) -> Hashable:
        """Equal for rows of which the same is known."""
        return self.names, self.bits[row].tobytes(), self.complete[row]

    def _mask(self, words: Iterable[str]) -> tuple[npt.NDArray[np.uint64], bool]:
        mask, all_known = np.zeros(self.bits.shape[1], dtype=np.uint64), True
        for word in words:
            if word in self.names:
                place = self.names.index(word)
                mask[place // BITS] |= np.uint64(1 << (place % BITS))
            else:
                all_known = False
        return mask, all_known

    def _answer(self, true: Bools) -> Truth:
        return Truth(true, self.complete & ~true)

    def adding(self, rows: Sequence[bool], words: Iterable[str], complete: bool) -> Sets:
        """The same sets with words of the vocabulary added in some rows, which are then complete or not."""
        mask, _ = self._mask(words)
        chosen = np.asarray(rows, dtype=bool)
        bits = np.where(chosen[:, None], self.bits | mask, self.bits)
        return Sets(bits, np.where(chosen, complete, self.complete), self.names)

    def contains(self, word: str) -> Truth:
        """Whether ``word`` is in the set."""
        return self.contains_any([word])

    def contains_any(self, words: Iterable[str]) -> Truth:
        """Whether any of ``words`` is in the set."""
        mask, _ = self._mask(words)
        true: Bools = np.any(np.bitwise_and(self.bits, mask), axis=1)
        return self._answer(true)

    def contains_all(self, words: Iterable[str]) -> Truth:
        """Whether all of ``words`` are in the set."""
        mask, all_known = self._mask(words)
        true: Bools = np.all(np.bitwise_and(self.bits, mask) == mask, axis=1)
        return self._answer(true if all_known else np.zeros_like(true))

    def subset_of(self, words: Iterable[str]) -> Truth:
        """Whether nothing but ``words`` is in the set."""
        mask, _ = self._mask(words)
        beyond: Bools = np.any(np.bitwise_and(self.bits, ~mask), axis=1)
        return Truth(self.complete & ~beyond, beyond)


Column = Numbers | Categories | Truths | Sets

_OPERATIONS: dict[str, Callable[[Any, Any], Truth]] = {
    "lt": Numbers.lt,
    "le": Numbers.le,
    "gt": Numbers.gt,
    "ge": Numbers.ge,
    "between": Numbers.between,
    "outside": Numbers.outside,
    "equals": Categories.equals,
    "in": Categories.in_,
    "is": Truths.is_,
    "contains": Sets.contains,
    "contains-any": Sets.contains_any,
    "contains-all": Sets.contains_all,
    "subset-of": Sets.subset_of,
}


def compare(column: Column, operator: str, value: Any) -> Truth:
    """One atom: a column against a value.

    Parameters
    ----------
    column : Column
        The field's column.
    operator : str
        One of the closed set in `qdselect.model.fields.OPERATORS`, or ``known``.
    value : object
        Threshold of the kind the operator takes.
    """
    if operator == "known":
        known = column.known()
        return known if value else ~known
    return _OPERATIONS[operator](column, value)


class Table:
    """Columns of equal length; those of records are built on first use.

    Parameters
    ----------
    columns : mapping of str to Column or callable
        By field name; a callable makes the column when it is first read.
    size : int
        Number of rows.
    packed : callable, optional
        Gives the column of a field as bytes; it supplies the other columns.
    base : Table, optional
        Table that supplies the other columns.
    """

    def __init__(
        self,
        columns: Mapping[str, Column | Callable[[], Column]],
        size: int,
        packed: Callable[[str], Packed] | None = None,
        base: Table | None = None,
    ) -> None:
        self._columns, self.size, self._packed, self._base = dict(columns), size, packed, base
        self._remembered: dict[Hashable, Any] = {}

    @classmethod
    def of(cls, records: Sequence[Mapping[str, Any]]) -> Table:
        """From compiled formulation records."""
        return cls({}, len(records), lambda field: pack(field, records))

    def column(self, field: str) -> Column:
        """Column of a field."""
        table = self._holding((field,))
        column = table._columns.get(field)
        if column is None:
            if table._packed is None:
                raise KeyError(field)
            packed = table._packed(field)
            column = table._columns[field] = _KINDS[packed.kind](packed)
        elif callable(column):
            column = table._columns[field] = column()
        return column

    def _holding(self, fields: Collection[str]) -> Table:
        """The nearest table that has any of some columns of its own, else the one that all others are based on."""
        table = self
        while table._base and table._columns.keys().isdisjoint(fields):
            table = table._base
        return table

    def compare(self, field: str, operator: str, value: Any) -> Truth:
        """One atom over the table; asked again, it is remembered."""
        key = (field, operator, repr(value))
        return self.remember(key, (field,), lambda: compare(self.column(field), operator, value))

    def remember(self, key: Hashable, fields: Collection[str], compute: Callable[[], T]) -> T:
        """What ``compute`` finds in some columns; all tables that share these columns share the result."""
        remembered = self._holding(fields)._remembered
        if key not in remembered:
            remembered[key] = compute()
        found: T = remembered[key]
        return found

    def with_columns(self, columns: Mapping[str, Column | Callable[[], Column]]) -> Table:
        """The same table with further or replaced columns; the others are shared."""
        return Table(columns, self.size, None, self)

    def read(self, field: str, row: int) -> Any:
        """Value of a field in one row; ``None`` when unknown."""
        return self.column(field).read(row)

    def exclusive(self, field: str, row: int) -> bool:
        """Whether an end of a bound in one row is not included."""
        column = self.column(field)
        return isinstance(column, Numbers) and column.exclusive(row)


_KINDS: dict[str, Callable[[Packed], Column]] = {
    "number": Numbers.unpacked,
    "category": Categories.unpacked,
    "truth": Truths.unpacked,
    "set": Sets.unpacked,
}
