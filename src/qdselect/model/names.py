"""Names as people type them: one normal form, and the nearest valid name for a typing error."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Names", "counted", "did_you_mean", "names_in", "nearest", "normalise", "told"]

_GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "κ": "kappa", "ε": "epsilon", "μ": "mu"}

Names = str | Iterable[str] | None
"""Names as library calls take them: several, one, or none."""


def names_in(names: Names) -> tuple[str, ...]:
    """Names as a tuple; a plain text is one name, never its letters.

    Examples
    --------
    >>> names_in("Pb")
    ('Pb',)
    >>> names_in(["Cd", "Pb"])
    ('Cd', 'Pb')
    """
    return (names,) if isinstance(names, str) else tuple(names or ())


def counted(number: int, thing: str) -> str:
    """A number of things, in the singular for one.

    Examples
    --------
    >>> counted(1, "error"), counted(0, "file")
    ('1 error', '0 files')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def told(number: float | None, most: float | None = None) -> str:
    """A number that a model gives, in two digits, or as many as show on which side of a limit it lies.

    Examples
    --------
    >>> told(0.0708), told(0.25345, most=0.25), told(0.0), told(None)
    ('0.071', '0.2535', '<0.001', 'without end')
    """
    if number is None:
        return "without end"
    if number < 0.001:
        return "<0.001"
    text = f"{number:.2g}" if number < 100 else f"{number:.0f}"
    if most is not None and (float(text) > most) != (number > most):
        return f"{number:.4g}"
    return text


def normalise(name: str) -> str:
    """Lower case, Greek letters spelled out, letters and digits only.

    Examples
    --------
    >>> normalise("HER-2/neu")
    'her2neu'
    >>> normalise("integrin αvβ3")
    'integrinalphavbeta3'
    """
    if name.isascii():
        return "".join(filter(str.isalnum, name[:400].lower()))
    from unicodedata import normalize

    text = normalize("NFKC", name[:400]).casefold()
    return "".join(_GREEK.get(char, char) for char in text if char.isalnum())


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The valid names nearest to ``name``, best first.

    Parameters
    ----------
    name : str
        Name as typed.
    known : iterable of str
        Valid names.
    count : int
        At most so many.
    """
    from difflib import get_close_matches

    forms: dict[str, str] = {}
    for candidate in known:
        forms.setdefault(normalise(candidate), candidate)
    wanted = normalise(name)[:60]
    starts = [form for form in forms if wanted and len(wanted) > 2 and form.startswith(wanted)]
    close = get_close_matches(wanted, list(forms), n=count, cutoff=0.55)
    return [forms[form] for form in dict.fromkeys([*close, *sorted(starts, key=len)])][:count]


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """What to do about an unknown name: the nearest valid ones, or ``otherwise`` when none is near."""
    near = nearest(name, known)
    return f"did you mean {' or '.join(near)}?" if near else otherwise
