"""Typed answers of the library calls; each renders as HTML in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from pathlib import Path

    from qdselect.model.documents.candidate import CandidateDoc
    from qdselect.model.documents.checklist import ChecklistDoc, ChecklistItemDoc, GradeDoc
    from qdselect.model.documents.comparison import ComparedDoc, ComparisonDoc, ProfileDoc, WeightsDoc
    from qdselect.model.documents.explanation import ExplanationDoc
    from qdselect.model.documents.formulation import FormulationDoc, ListDoc
    from qdselect.model.documents.light import InstrumentDoc, InstrumentsDoc
    from qdselect.model.documents.panel import PanelDoc, SetDoc
    from qdselect.model.documents.prediction import PredictedDoc, PredictionDoc
    from qdselect.model.documents.recommendation import RecommendationDoc
    from qdselect.model.documents.show import ShowDoc
    from qdselect.model.documents.spectra import SpectraDoc, SpectrumDoc, SpectrumPointDoc


__all__ = [
    "Answer",
    "Checklist",
    "Comparison",
    "Explanation",
    "FormulationCard",
    "FormulationList",
    "Instruments",
    "Panels",
    "Prediction",
    "Recommendation",
    "Spectra",
    "Weights",
]


class Answer:
    """An answer: the document that ``--json`` prints, and ways to look at it.

    Attributes
    ----------
    document : dict
        Plain data; its shape is published by ``qdselect schema``.
    """

    in_notebook: ClassVar[dict[str, Any]] = {}
    """Options of the view that a notebook shows."""

    document: Any

    def __init__(self, document: Any) -> None:
        self.document = document

    def to_json(self) -> str:
        """The document as strict JSON."""
        from qdselect.render.data import to_json

        return to_json(self.document)

    def __str__(self) -> str:
        from qdselect.render import text

        return text.plain(self)

    def _repr_html_(self) -> str:
        from qdselect.render import notebook

        return notebook.html(self)


class Recommendation(Answer):
    """Answer of `qdselect.recommend`."""

    document: RecommendationDoc

    @property
    def candidates(self) -> list[CandidateDoc]:
        """Ranked candidates."""
        return self.document["candidates"]

    def __iter__(self) -> Iterator[CandidateDoc]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)


class Explanation(Answer):
    """Answer of `qdselect.explain`."""

    document: ExplanationDoc

    @property
    def verdict(self) -> str:
        """The verdict in one sentence."""
        return self.document["verdict"]


class Comparison(Answer):
    """Answer of `qdselect.compare`."""

    document: ComparisonDoc

    @property
    def compared(self) -> list[ComparedDoc]:
        """The formulations in the order in which they stand."""
        return self.document["compared"]


class Weights(Answer):
    """Answer of `qdselect.weights`."""

    document: WeightsDoc

    @property
    def profiles(self) -> list[ProfileDoc]:
        """The named profiles with the weights that they give."""
        return self.document["profiles"]


class Checklist(Answer):
    """Answer of `qdselect.checklist`."""

    document: ChecklistDoc

    @property
    def items(self) -> list[ChecklistItemDoc]:
        """What should be known, what is reported of it, and what one would have to do."""
        return self.document["items"]

    @property
    def grade(self) -> GradeDoc:
        """How complete the reports are; no part of any score."""
        return self.document["grade"]

    def __iter__(self) -> Iterator[ChecklistItemDoc]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Prediction(Answer):
    """Answer of `qdselect.predict`."""

    document: PredictionDoc

    @property
    def predicted(self) -> list[PredictedDoc]:
        """Quantities, each with interval, validity and source; unknown ones say why."""
        return self.document["predicted"]

    def value(self, quantity: str, element: str | None = None) -> float | None:
        """What the preferred model says of a quantity; ``None`` if it is unknown or was not asked for.

        Parameters
        ----------
        quantity : str
            Name with its unit, such as ``core_diameter_nm``.
        element : str, optional
            Symbol, for masses of elements.
        """
        return next(
            (
                row["value"]
                for row in self.predicted
                if row["preferred"] and (row["quantity"], row["element"]) == (quantity, element)
            ),
            None,
        )

    def __iter__(self) -> Iterator[PredictedDoc]:
        return iter(self.predicted)

    def __len__(self) -> int:
        return len(self.predicted)


class Spectra(Answer):
    """Answer of `qdselect.spectra`; a notebook shows it as a picture."""

    document: SpectraDoc

    @property
    def emitters(self) -> list[SpectrumDoc]:
        """The particles, each with what is known of its light and how."""
        return self.document["emitters"]

    @property
    def points(self) -> list[SpectrumPointDoc]:
        """Points of the curves, one particle after the other: rows for a table."""
        return self.document["points"]

    def curve(self, formulation: str, what: str = "emission") -> tuple[list[float], list[float]]:
        """Wavelengths in nm and heights of one curve; both empty where it is not known.

        Parameters
        ----------
        formulation : str
            Id of one of the formulations.
        what : str
            ``emission`` (1 at its maximum) or ``absorption`` (1 at the first exciton).

        Raises
        ------
        KeyError
            The formulation is not in the answer, or ``what`` is neither.
        """
        if formulation not in {item["id"] for item in self.emitters} or what not in ("emission", "absorption"):
            raise KeyError(f"{what} of {formulation}")
        rows: list[Any] = [point for point in self.points if point["id"] == formulation and point[what] is not None]  # type: ignore[literal-required]
        return [row["wavelength_nm"] for row in rows], [row[what] for row in rows]

    def save(self, path: str | Path) -> None:
        """Write the picture to a file that ends with .svg, .png or .pdf.

        Raises
        ------
        UsageError
            Another ending, or matplotlib is not installed.
        OutputError
            The file cannot be written.
        """
        from qdselect.render.output import save_picture

        save_picture(self.document, path)

    def __iter__(self) -> Iterator[SpectrumDoc]:
        return iter(self.emitters)

    def __len__(self) -> int:
        return len(self.emitters)


class Instruments(Answer):
    """Answer of `qdselect.instruments`."""

    document: InstrumentsDoc

    @property
    def instruments(self) -> list[InstrumentDoc]:
        """The instruments, each with lines, channels, detector and sources."""
        return self.document["instruments"]

    def __iter__(self) -> Iterator[InstrumentDoc]:
        return iter(self.instruments)

    def __len__(self) -> int:
        return len(self.instruments)


class Panels(Answer):
    """Answer of `qdselect.panel`: the best panel first, then the next best ones; a notebook draws the first."""

    document: PanelDoc

    in_notebook: ClassVar[dict[str, Any]] = {"plot": True}

    @property
    def panels(self) -> list[SetDoc]:
        """Panels, best first; none where none is possible."""
        return self.document["panels"]

    @property
    def best(self) -> dict[str, str]:
        """Id of the probe of each marker in the best panel; empty where there is none."""
        first = self.panels[:1]
        return {item["marker"]: item["id"] for own in first for item in own["assignments"]}

    @property
    def proven(self) -> bool:
        """Whether it is proven that nothing is better, or that nothing is possible."""
        return self.document["proof"]["proven"]

    def save(self, path: str | Path) -> None:
        """Write a picture of the best panel to a file that ends with .svg, .png or .pdf.

        Raises
        ------
        UsageError
            Another ending, no panel, or matplotlib is not installed.
        OutputError
            The file cannot be written.
        """
        from qdselect.render.output import save_picture

        save_picture(self.document, path, plot=True)

    def __iter__(self) -> Iterator[SetDoc]:
        return iter(self.panels)

    def __len__(self) -> int:
        return len(self.panels)


class FormulationList(Answer):
    """Answer of `qdselect.list_formulations`."""

    document: ListDoc

    @property
    def formulations(self) -> list[FormulationDoc]:
        """The formulations."""
        return self.document["formulations"]

    def __iter__(self) -> Iterator[FormulationDoc]:
        return iter(self.formulations)

    def __len__(self) -> int:
        return len(self.formulations)


class FormulationCard(Answer):
    """Answer of `qdselect.show`."""

    document: ShowDoc

    @property
    def formulation(self) -> FormulationDoc:
        """The formulation."""
        return self.document["formulation"]
