"""Findings: what is wrong in an authored file, where, how badly, and what to do."""

from __future__ import annotations

from qdselect.model.struct import Struct

__all__ = ["CODES", "Finding"]

CODES: dict[str, tuple[str, str]] = {
    # reading
    "unreadable": ("error", "the file cannot be read"),
    "not-utf8": ("error", "the file is not UTF-8"),
    "empty-file": ("error", "the file is empty"),
    "file-too-large": ("error", "the file is larger than is read"),
    "yaml-syntax": ("error", "the file is not YAML"),
    "yaml-tag": ("error", "a YAML tag"),
    "yaml-alias": ("error", "a YAML anchor or alias"),
    "too-deep": ("error", "nested too deeply"),
    "duplicate-key": ("error", "the same key twice in one mapping"),
    "not-finite": ("error", "NaN or infinity"),
    # shape
    "unknown-key": ("error", "a key that the format does not know"),
    "missing-key": ("error", "a key that must be there"),
    "unknown-value": ("error", "a word outside a closed vocabulary"),
    "bad-value": ("error", "a value of the wrong type or form"),
    "control-character": ("error", "a control or escape character in a text"),
    # one source
    "file-name": ("error", "the id is not the file's name"),
    "source-unseen": ("error", "a source or patent without the page it was seen on"),
    "lead-status": ("error", "a lead outside leads/, or a source in it"),
    "no-value": ("error", "a quantity without a value or bound"),
    "bounds-order": ("error", "a lower bound above the upper one"),
    "out-of-range": ("error", "a number outside the plausible range"),
    "unit-slip": ("error", "a number that looks like another unit"),
    "composition-unparsed": ("warning", "a formula that does not parse: the composition is unknown"),
    "unknown-element": ("error", "not a chemical element"),
    "silica-shell": ("error", "silica as a shell; it is a coating"),
    "core-larger-than-whole": ("error", "a core larger than the particle that holds it"),
    "level-mode-conflict": ("error", "level and mode of a record contradict each other"),
    "marker-missing": ("error", "neither a marker nor a word on untargeted use"),
    "ligand-missing": ("warning", "a marker without a ligand"),
    "retracted-source": ("warning", "a retracted source; its evidence counts nothing"),
    # the catalogue as a whole
    "missing-file": ("error", "a file that the catalogue needs"),
    "duplicate-id": ("error", "the same id twice"),
    "duplicate-alias": ("error", "a name that means two markers or modes"),
    "duplicate-reference": ("error", "the same paper in two files"),
    "similar-reference": ("warning", "a paper that looks like another one: first author, year and pages, or the title"),
    "duplicate-particle": ("warning", "a particle that another source seems to describe too"),
    "dangling-id": ("error", "an id that nothing defines"),
    "unknown-marker": ("error", "a marker that markers.yaml does not define"),
    "unknown-mode": ("error", "a mode that modes.yaml does not define"),
    "method-undefined": ("error", "a word of a vocabulary that methods.yaml does not define"),
    "pin-without-value": ("error", "a pin to a source that gives no such value"),
    # what sources say, against each other and against the material
    "value-conflict": ("warning", "two sources disagree on a value of one particle"),
    "size-conflict": ("warning", "a core by one source larger than the whole by another"),
    "emission-outside-material": ("warning", "light that a plain dot of this material does not give"),
    "fwhm-implausible": ("warning", "an emission too narrow or too broad for one batch of its material"),
    "size-against-colour": (
        "warning",
        "a core size that its colour and the sizing curve of the material contradict",
    ),
    "other-state": ("warning", "a number of another state of the particle: before its coat or its ligand"),
    "ligand-marker": ("warning", "a ligand that ligands.yaml knows for another marker"),
    "exception-unused": ("warning", "an exception that silences nothing"),
    # instruments
    "band-unreadable": ("error", "a band that is not written as one"),
    "channel-line": ("error", "a channel that is read with a line the instrument does not have"),
    "spectral-range": ("error", "an instrument that takes spectra over no range, or has a step without taking any"),
    "instrument-empty": ("error", "an instrument without lines, channels and detector"),
    "instrument-source": ("error", "an instrument without a source, or a word on where its data comes from"),
    "line-in-channel": ("warning", "a channel that collects the light of the line it is read with"),
    # rules
    "weights-sum": ("error", "weights of a mode that do not add up to 1"),
    "rule-check": ("error", "a check that does not type-check"),
    "rule-shape": ("error", "a rule that lacks what its kind needs"),
    "rule-untested": (
        "warning",
        "a rule without a test that fires, one that does not, or one that is unknown, as far as it can be",
    ),
    "rule-template": ("error", "a placeholder that the sentence cannot fill"),
    "grade-order": ("error", "grades of the checklist that do not fall to 0"),
    "rule-flag": ("error", "a query flag that does not exist"),
}
"""Severity and meaning per code."""


class Finding(Struct):
    """One finding.

    Attributes
    ----------
    path : str
        File, as given.
    line, column : int
        One-based place.
    code : str
        Key of `CODES`.
    message, fix : str
        What is wrong; what to do.
    about : tuple of str
        Ids of the records that hold the place, and the field: what an exception names.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    fix: str
    about: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        """``error`` or ``warning``."""
        return CODES[self.code][0]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.severity} {self.code}: {self.message} ({self.fix})"
