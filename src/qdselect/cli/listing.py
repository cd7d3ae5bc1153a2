"""``qdselect list`` and ``qdselect show``."""

from typing import Annotated

import typer

from qdselect.cli.options import FailEmpty, Format, Json, Output, Question, chosen_format, deliver, settings_of

__all__ = ["app"]

app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


@app.command("list")
def list_(
    ctx: typer.Context,
    element: Annotated[
        list[str] | None,
        typer.Option("--element", metavar="EL", help="Contains this element; may be repeated."),
    ] = None,
    cd_free: Question.CdFree = False,
    heavy_metal_free: Question.HeavyMetalFree = False,
    core: Annotated[str | None, typer.Option("--core", metavar="FORMULA", help="Core material: InP, CdSe ...")] = None,
    coating: Annotated[
        str | None, typer.Option("--coating", metavar="WORD", help="Class or words of the coating.")
    ] = None,
    emission: Question.Emission = None,
    marker: Question.Marker = None,
    mode: Annotated[str | None, typer.Option("--mode", metavar="MODE", help="Has evidence in this mode.")] = None,
    commercial: Question.Commercial = False,
    synthesis: Annotated[
        str | None,
        typer.Option("--synthesis", metavar="ROUTE", help="Route of the synthesis, or words that describe it."),
    ] = None,
    has: Annotated[
        list[str] | None,
        typer.Option("--has", metavar="FIELD", help="This field is reported; may be repeated."),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option("--sort", metavar="COLUMN", help="Sort by a column; --sort=-COLUMN downwards."),
    ] = None,
    columns: Annotated[
        str | None, typer.Option("--columns", metavar="A,B", help="Columns to print, separated by commas.")
    ] = None,
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
    fail_empty: FailEmpty = False,
) -> int:
    """Formulations that certainly pass all filters; what is unknown passes none."""
    from qdselect.advise.listing import columns_named, list_texts
    from qdselect.api import list_formulations
    from qdselect.render.output import emit

    chosen = chosen_format(ctx, kind, as_json, output)
    wanted = columns_named(columns.split(",")) if columns is not None else ()
    catalog = settings_of(ctx).load()
    words = (element, core, coating, emission, marker, mode, synthesis, has, sort)
    whole = not (cd_free or heavy_metal_free or commercial) and all(word in (None, []) for word in words)
    if whole and chosen in ("json", "ndjson"):
        document = list_texts(catalog)
        emit(document, chosen, output)
        return int(fail_empty and not document["formulations"])
    found = list_formulations(
        elements=element or (),
        cd_free=cd_free,
        heavy_metal_free=heavy_metal_free,
        core=core,
        coating=coating,
        emission=emission,
        marker=marker,
        mode=mode,
        commercial=commercial,
        synthesis=synthesis,
        has=has or (),
        sort=sort,
        catalog=catalog,
    )
    emit(found.document, chosen, output, columns=wanted)
    return int(fail_empty and not found.formulations)


@app.command("show")
def show(
    ctx: typer.Context,
    formulation: Annotated[str, typer.Argument(metavar="ID", help="Id of a formulation (`qdselect list`).")],
    as_json: Json = False,
    kind: Format = None,
    output: Output = None,
) -> int:
    """One formulation with every value, its source, and what other sources say."""
    from qdselect.api import show as answer

    found = answer(formulation, catalog=settings_of(ctx).load())
    deliver(ctx, found.document, kind, as_json, output)
    return 0
