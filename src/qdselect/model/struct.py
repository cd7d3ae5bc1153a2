"""Structs: what `typing.NamedTuple` makes, in a fifteenth of the time.

`typing.NamedTuple` compiles code for every class and every annotation, 0.3 ms a class: the two dozen classes that
`recommend` loads took 7 ms of the third of a second that an answer takes. For type checkers a struct is a named tuple.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

__all__ = ["Struct"]

if TYPE_CHECKING:
    from typing import NamedTuple as Struct
else:

    class Struct(tuple):
        """Base of structs: the annotated names of a class are its fields, in their order, with their defaults.

        Examples
        --------
        >>> class Point(Struct):
        ...     x: float
        ...     y: float = 0.0
        >>> Point(1.0)._replace(y=2.0)
        Point(x=1.0, y=2.0)
        """

        __slots__ = ()

        def __init_subclass__(cls) -> None:
            cls._fields = cls.__match_args__ = tuple(cls.__annotations__)
            cls._field_defaults = {name: cls.__dict__[name] for name in cls._fields if name in cls.__dict__}
            cls._last = tuple(cls._field_defaults.values())
            for place, name in enumerate(cls._fields):
                setattr(cls, name, property(itemgetter(place)))

        def __new__(cls, *values: Any, **named: Any) -> Any:
            """A struct of these values; what is missing at their end are the defaults."""
            missing = len(cls._fields) - len(values)
            if named:
                values = cls._completed(values, named)
            elif missing:
                if not 0 < missing <= len(cls._last):
                    raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}; got {values!r}")
                values += cls._last[-missing:]
            return tuple.__new__(cls, values)

        @classmethod
        def _completed(cls, values: tuple[Any, ...], named: dict[str, Any]) -> list[Any]:
            """All values in their order, some of them given by name."""
            given = dict(zip(cls._fields, values, strict=False))
            found = cls._field_defaults | given | named
            if len(values) > len(cls._fields) or given.keys() & named.keys() or found.keys() != set(cls._fields):
                raise TypeError(f"{cls.__name__} takes {', '.join(cls._fields)}; got {values!r} and {named!r}")
            return [found[name] for name in cls._fields]

        @classmethod
        def _make(cls, values: Any) -> Any:
            return cls(*values)

        def _asdict(self) -> dict[str, Any]:
            return dict(zip(self._fields, self, strict=True))

        def _replace(self, **named: Any) -> Any:
            return type(self)(**self._asdict() | named)

        def __getnewargs__(self) -> tuple[Any, ...]:
            return tuple(self)

        def __repr__(self) -> str:
            return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"
