"""``qdselect weights``."""

from typing import Annotated

import typer

from qdselect.cli.options import Format, Json, Output, Question, constraints_of, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("weights")
def weights(
    ctx: typer.Context,
    mode: Annotated[str, typer.Option("--mode", metavar="MODE", help="One imaging mode.")],
    marker: Question.Marker = None,
    cd_free: Question.CdFree = False,
    heavy_metal_free: Question.HeavyMetalFree = False,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """Weights of a mode, their sources, the named profiles, and what each profile would put first."""
    from qdselect.api import weights as answer

    found = answer(
        mode,
        marker=marker,
        catalog=settings_of(ctx).load(),
        **constraints_of(ctx),
    )
    deliver(ctx, found.document, kind, as_json, output)
    return 0
