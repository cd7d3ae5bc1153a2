"""``qdselect compare``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, Question, constraints_of, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("compare")
def compare(
    ctx: typer.Context,
    formulations: Annotated[list[str], typer.Argument(metavar="ID ID...", help="Ids of two formulations or more.")],
    marker: Question.Marker = None,
    mode: Question.Mode = None,
    cd_free: Question.CdFree = False,
    heavy_metal_free: Question.HeavyMetalFree = False,
    exclude_element: Question.ExcludeElement = None,
    laser: Question.Laser = None,
    filter_: Question.Filter = None,
    instrument: Question.Instrument = None,
    cancer: Question.Cancer = None,
    min_level: Question.MinLevel = None,
    weight: Question.Weight = None,
    profile: Question.Profile = None,
    prefer: Question.Prefer = None,
    draws: Question.Draws = None,
    seed: Question.Seed = 0,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Formulations side by side: criteria, values with their sources, who beats whom how often, who is no better."""
    from qdselect.api import compare as answer

    found = answer(
        formulations,
        marker,
        mode,
        draws=draws,
        seed=seed,
        catalog=settings_of(ctx).load(),
        **constraints_of(ctx),
    )
    deliver(ctx, found.document, kind, as_json, output)
    return 0
