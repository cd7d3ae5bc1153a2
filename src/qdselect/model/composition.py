"""Chemical composition of a particle: formulas of core, shells and dopants parsed into elements.

A formula that does not parse is unknown, never empty: whether a particle is cadmium-free follows only from
formulas that were read completely.

Core, every shell and every dopant are parsed separately. The notation covers stoichiometric formulas
(``AgIn5S8``), fractions (``CdSe0.5Te0.5``), variables (``Pb1-xCdxS``, ``CuInZnxS2+x``), alloys of elements or
compounds (``Zn-Cu-In-S``, ``ZnS-AgInS2``), alternatives (``Zn(Se,S)``), isotopes (``64Cu``) and a remark in
brackets from a closed list (``ZnSeS (gradient)``, ``C (graphene)``).
"""

from __future__ import annotations

import re

from qdselect.model.names import Names, names_in
from qdselect.model.struct import Struct

__all__ = ["COAT_ELEMENTS", "ELEMENTS", "ELEMENT_NAMES", "Composition", "parse_formula"]

# fmt: off
ELEMENTS = frozenset((
    "H", "He", "Li", "Be", "B", "C", "N", "O", "F", "Ne", "Na", "Mg", "Al", "Si", "P", "S", "Cl", "Ar",
    "K", "Ca", "Sc", "Ti", "V", "Cr", "Mn", "Fe", "Co", "Ni", "Cu", "Zn", "Ga", "Ge", "As", "Se", "Br",
    "Kr", "Rb", "Sr", "Y", "Zr", "Nb", "Mo", "Tc", "Ru", "Rh", "Pd", "Ag", "Cd", "In", "Sn", "Sb", "Te",
    "I", "Xe", "Cs", "Ba", "La", "Ce", "Pr", "Nd", "Pm", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm",
    "Yb", "Lu", "Hf", "Ta", "W", "Re", "Os", "Ir", "Pt", "Au", "Hg", "Tl", "Pb", "Bi", "Po", "At", "Rn",
    "Fr", "Ra", "Ac", "Th", "Pa", "U", "Np", "Pu", "Am", "Cm", "Bk", "Cf", "Es", "Fm", "Md", "No", "Lr",
    "Rf", "Db", "Sg", "Bh", "Hs", "Mt", "Ds", "Rg", "Cn", "Nh", "Fl", "Mc", "Lv", "Ts", "Og",
))
# fmt: on
"""Symbols of the chemical elements (IUPAC)."""

# fmt: off
ELEMENT_NAMES = {
    "aluminium": "Al", "aluminum": "Al", "antimony": "Sb", "arsenic": "As", "barium": "Ba", "bismuth": "Bi",
    "boron": "B", "bromine": "Br", "cadmium": "Cd", "caesium": "Cs", "calcium": "Ca", "carbon": "C", "cerium": "Ce",
    "cesium": "Cs", "chlorine": "Cl", "chromium": "Cr", "cobalt": "Co", "copper": "Cu", "dysprosium": "Dy",
    "erbium": "Er", "europium": "Eu", "fluorine": "F", "gadolinium": "Gd", "gallium": "Ga", "germanium": "Ge",
    "gold": "Au", "holmium": "Ho", "hydrogen": "H", "indium": "In", "iodine": "I", "iron": "Fe", "lanthanum": "La",
    "lead": "Pb", "lithium": "Li", "lutetium": "Lu", "magnesium": "Mg", "manganese": "Mn", "mercury": "Hg",
    "molybdenum": "Mo", "neodymium": "Nd", "nickel": "Ni", "nitrogen": "N", "oxygen": "O", "palladium": "Pd",
    "phosphorus": "P", "platinum": "Pt", "potassium": "K", "rubidium": "Rb", "ruthenium": "Ru", "samarium": "Sm",
    "scandium": "Sc", "selenium": "Se", "silicon": "Si", "silver": "Ag", "sodium": "Na", "strontium": "Sr",
    "sulfur": "S", "sulphur": "S", "tantalum": "Ta", "tellurium": "Te", "terbium": "Tb", "thallium": "Tl",
    "thulium": "Tm", "tin": "Sn", "titanium": "Ti", "tungsten": "W", "vanadium": "V", "ytterbium": "Yb",
    "yttrium": "Y", "zinc": "Zn", "zirconium": "Zr",
}
# fmt: on
"""Names of the elements that people put into dots, beside them and on them."""

COAT_ELEMENTS = {"silica": ("O", "Si")}
"""Elements that a class of inorganic coat brings with it; organic coats are no part of the elements."""

_REMARKS = frozenset({"gradient", "graded", "alloyed", "graphene", "graphitic", "amorphous"})
_REMARK = re.compile(r"\s*\(([a-z]+)\)$")
_SUBSCRIPT = re.compile(r"(?:\d*\.?\d+)?(?:[+-]?\d*\.?\d*[xyz](?:[+-]\d*\.?\d+)?)*")
_ISOTOPE = re.compile(r"\d{1,3}(?=[A-Z])")
_MAX_LENGTH = 80


def parse_formula(formula: str) -> frozenset[str] | None:
    """Elements in one formula, or ``None`` when the formula does not parse.

    Parameters
    ----------
    formula : str
        Formula of a core, one shell or one dopant.

    Returns
    -------
    frozenset of str or None
        Element symbols; ``None`` means that the composition is unknown.

    Examples
    --------
    >>> sorted(parse_formula("Pb1-xCdxS"))
    ['Cd', 'Pb', 'S']
    >>> parse_formula("indium-based alloy") is None
    True
    """
    text = formula.strip()
    remark = _REMARK.search(text)
    if remark and remark.group(1) in _REMARKS:
        text = text[: remark.start()]
    if not text or len(text) > _MAX_LENGTH:
        return None
    parser = _Parser(text)
    return parser.elements() if parser.parse() else None


class _Parser:
    """Recursive reader of one formula; depth is bounded by the length limit."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._found = text, 0, set[str]()

    def parse(self) -> bool:
        isotope = _ISOTOPE.match(self._text)
        self._at = isotope.end() if isotope else 0
        return self._group(depth=0) and self._at == len(self._text)

    def elements(self) -> frozenset[str]:
        return frozenset(self._found)

    def _group(self, depth: int) -> bool:
        if depth > 4 or not self._unit(depth):
            return False
        while self._at < len(self._text) and self._text[self._at] != ")":
            if self._text[self._at] == "-" or (depth and self._text[self._at] == ","):
                self._at += 1
            if not self._unit(depth):
                return False
        return True

    def _unit(self, depth: int) -> bool:
        if self._text[self._at : self._at + 1] == "(":
            self._at += 1
            if not self._group(depth + 1) or self._text[self._at : self._at + 1] != ")":
                return False
            self._at += 1
            return self._subscript()
        for length in (2, 1):
            symbol = self._text[self._at : self._at + length]
            if len(symbol) == length and symbol in ELEMENTS:
                self._found.add(symbol)
                self._at += length
                return self._subscript()
        return False

    def _subscript(self) -> bool:
        match = _SUBSCRIPT.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return True


class Composition(Struct):
    """What is known of the elements in a particle.

    Attributes
    ----------
    elements : frozenset of str
        Elements that are certainly in the particle: in core, shells, dopants, or an inorganic coat or partner.
    complete : bool
        Whether these are all of them: the core was seen, and core, shells and dopants all parsed.
    """

    elements: frozenset[str]
    complete: bool

    @classmethod
    def of(
        cls,
        core: str | None,
        shells: Names = (),
        dopants: Names = (),
        reported: Names = (),
        coat: str | None = None,
    ) -> Composition:
        """Composition from the formulas of core, shells and dopants, and from an inorganic coat.

        Parameters
        ----------
        core : str or None
            Formula of the core; ``None`` when no source shows it.
        shells, dopants : iterable of str
            Formulas from the inside out.
        reported : iterable of str
            Elements that a source names although no formula was seen.
        coat : str or None
            Class of the coating; silica brings silicon and oxygen, and settles nothing about the rest.
        """
        parsed = [parse_formula(part) for part in ([core] if core else []) + [*names_in(shells), *names_in(dopants)]]
        known = frozenset().union(*(part for part in parsed if part)) | frozenset(names_in(reported))
        known |= frozenset(COAT_ELEMENTS.get(coat or "", ()))
        return cls(known, bool(core) and all(part is not None for part in parsed))

    def contains(self, element: str) -> bool | None:
        """Whether the particle contains ``element``: true, false, or ``None`` for unknown."""
        if element in self.elements:
            return True
        return False if self.complete else None

    def free_of(self, elements: Names) -> bool | None:
        """Whether the particle contains none of ``elements`` (three-valued)."""
        answers = [self.contains(element) for element in names_in(elements)]
        if True in answers:
            return False
        return None if None in answers else True
