"""Pictures as files: the only module that uses matplotlib, which the extra ``plot`` installs.

The same picture gives the same bytes with the same matplotlib: no dates, no random names, and letters as outlines
of the font that matplotlib brings along, so that nothing depends on the fonts of a machine. Text never decides where
something stands: the places are computed from numbers of letters.
"""

from __future__ import annotations

import io
import logging
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qdselect.errors import UsageError
from qdselect.render.colour import VISIBLE_NM, legible, rgb_of_wavelength
from qdselect.render.picture import FAINT, MARKS, Curve, Picture, Stretch, lanes_of, lanes_of_lines, trimmed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["picture_bytes"]

WIDTH, LEFT, RIGHT = 8.0, 0.65, 0.25
"""Width of a picture and its margins, inches."""

HEIGHT, ABSORPTION, TITLE, LANE, AXIS, ROW = 2.7, 1.2, 0.4, 0.21, 0.55, 0.165
"""Heights of the emissions, the absorptions, the title, a lane, the axis below and a line of the legend, inches."""

LETTER = 0.062
"""Width that a letter of 8 points takes, inches: wider than the average one, so that estimates are safe."""

SHAPES, HATCHES = "os^Dv<>phX*Pd", ("\\\\", "xx", "||", "++", "--")
"""Shapes on the curves and fillings of the ranges, in the order of the letters."""

LEVEL, BAR = 0.21, 0.3
"""Inches from one label to the next above it, and from one bar of a range to the next."""

Spot = tuple[float, float, int, str]
"""Where a label stands: wavelength, height, level above it, and what it says."""

SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.4,
    "svg.hashsalt": "qdselect",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
}

NO_DATES = {
    "svg": {"Date": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
"""Nothing of the hour, and no version in files whose bytes are compared."""


def picture_bytes(picture: Picture, kind: str) -> bytes:
    """A picture as a file: ``svg``, ``png`` or ``pdf``.

    Raises
    ------
    UsageError
        matplotlib is not installed.
    """
    with _matplotlib():
        figure = _figure(picture)
        buffer = io.BytesIO()
        figure.savefig(buffer, format=kind, dpi=150, metadata={**NO_DATES[kind], **_said(picture, kind)})
    return buffer.getvalue()


def _said(picture: Picture, kind: str) -> dict[str, str]:
    """Title, the legend for those who cannot see the picture, and in an SVG what it was drawn from."""
    words = "; ".join(f"{entry.mark}: {entry.name}, {entry.words}" for entry in picture.entries)
    if kind == "svg":
        return {"Title": picture.title, "Description": words, "Identifier": f"sha256:{picture.fingerprint}"}
    return {"Title": picture.title, "Description" if kind == "png" else "Subject": words}


@contextmanager
def _matplotlib() -> Iterator[None]:
    """With settings of our own, whatever those of the machine are; and quiet."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it speaks of its caches on stderr
    try:
        import matplotlib
    except ImportError:
        raise UsageError(
            "a picture needs matplotlib, which is not installed: `pip install 'qdselect[plot]'`. "
            "A drawing of characters, --csv and --json work without it."
        ) from None
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


def _figure(picture: Picture) -> Figure:
    from matplotlib.figure import Figure

    lanes, legend = _lanes(picture), _legend(picture)
    above = LANE * (1 + max((lane for lane, *_ in lanes), default=-1))
    absorption = ABSORPTION + _room(_absorption_spots(picture)) if picture.absorptions else 0.0
    emission = max(HEIGHT + _room(_emission_spots(picture)), BAR * (2 + max(_range_lanes(picture), default=-1)))
    heights = [TITLE, above, absorption, emission, AXIS, ROW * len(legend) + 0.1]
    total = sum(heights)
    figure = Figure(figsize=(WIDTH, total))
    figure.text(LEFT / WIDTH, 1 - 0.26 / total, picture.title, fontsize=10, fontweight="bold", va="baseline")
    tops = [total - sum(heights[:place]) for place in range(len(heights))]
    _draw_lanes(_axes(figure, tops[1], heights[1]), picture, lanes)
    if absorption:
        _draw_absorptions(_axes(figure, tops[2], absorption - 0.08), picture, absorption - 0.08)
    _draw_emissions(_axes(figure, tops[3], emission), picture, emission)
    _draw_legend(_axes(figure, tops[5], heights[5]), legend, heights[5])
    return figure


def _axes(figure: Figure, top: float, height: float) -> Axes:
    """Axes of a height in inches, that begin so many inches above the bottom."""
    total = figure.get_figheight()
    box = (LEFT / WIDTH, (top - height) / total, (WIDTH - LEFT - RIGHT) / WIDTH, max(height, 0.01) / total)
    return figure.add_axes(box)


# lanes above the curves: lasers, filters, and what the eye does not see


def _lanes(picture: Picture) -> list[tuple[int, float, float, str, str]]:
    """Lane, both ends, name and kind of what stands above the curves: the invisible, filters, then lasers."""
    dark = [
        (low, high, words, "dark")
        for low, high, words in (
            (picture.low_nm, min(VISIBLE_NM[0], picture.high_nm), "ultraviolet, invisible"),
            (max(VISIBLE_NM[1], picture.low_nm), picture.high_nm, "near infrared, invisible"),
        )
        if low < high
    ]
    bars = [(*picture.clipped(item), item.name, "filter") for item in picture.filters]
    above = int(bool(dark))
    rows = [above + lane for lane in lanes_of([_taken(picture, *bar[:3]) for bar in bars])]
    below = 1 + max(rows, default=above - 1)
    lines = [(line.at_nm, line.at_nm, line.name, "laser") for line in picture.lasers]
    rows += [below + lane for lane in lanes_of_lines([(line[0], *_taken(picture, *line[:3])) for line in lines])]
    return [(0, *item) for item in dark] + [(row, *item) for row, item in zip(rows, [*bars, *lines], strict=True)]


def _taken(picture: Picture, low: float, high: float, name: str) -> tuple[float, float]:
    """Room that a bar and its name take, nm: the name stands in the bar, or right of it where it is too short."""
    per_inch = (picture.high_nm - picture.low_nm) / (WIDTH - LEFT - RIGHT)
    wide = (len(name) + 2) * LETTER * per_inch
    if high - low >= wide:
        return low, high
    start = high + 0.05 * per_inch
    return (low, start + wide) if start + wide <= picture.high_nm else (low - wide, high)


def _draw_lanes(axes: Axes, picture: Picture, lanes: list[tuple[int, float, float, str, str]]) -> None:
    count = 1 + max((lane for lane, *_ in lanes), default=-1)
    axes.set(xlim=(picture.low_nm, picture.high_nm), ylim=(0, max(count, 1)))
    axes.axis("off")
    for lane, low, high, name, kind in lanes:
        bottom = count - lane - 1
        if kind == "laser":
            axes.plot([low, low], [0, bottom + 0.85], color="black", linewidth=1.2, clip_on=False)
        else:
            style: Any = (
                {"facecolor": "0.82", "hatch": ""} if kind == "filter" else {"facecolor": "white", "hatch": "////"}
            )
            axes.fill([low, high, high, low], [bottom + 0.1, bottom + 0.1, bottom + 0.9, bottom + 0.9],
                      edgecolor="0.45", linewidth=0.6, **style)  # fmt: skip
        _name(axes, picture, low, high, bottom + 0.46, name)


def _name(axes: Axes, picture: Picture, low: float, high: float, at: float, name: str) -> None:
    start, end = _taken(picture, low, high, name)
    gap = 0.05 * (picture.high_nm - picture.low_nm) / (WIDTH - LEFT - RIGHT)
    box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
    common: dict[str, Any] = {"va": "center", "clip_on": False, "bbox": box}
    if (start, end) == (low, high):
        axes.text((low + high) / 2, at, name, ha="center", **common)
    elif start < low:
        axes.text(low - gap, at, name, ha="right", **common)
    else:
        axes.text(high + gap, at, name, ha="left", **common)


# curves


def _draw_emissions(axes: Axes, picture: Picture, height: float) -> None:
    spots = _emission_spots(picture)
    _prepare(axes, picture, "emission, maximum = 1", spots, height)
    axes.set_xlabel("wavelength, nm")
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    for item, lane in zip(picture.ranges, _range_lanes(picture), strict=True):
        _draw_range(axes, item, *picture.clipped(item), axes.get_ylim()[1] / height, lane)
    for curve in picture.emissions:
        _draw_curve(axes, curve)
    _draw_labels(axes, spots, height)


def _draw_absorptions(axes: Axes, picture: Picture, height: float) -> None:
    spots = _absorption_spots(picture)
    _prepare(axes, picture, "absorption,\nhighest in view = 1", spots, height)
    axes.set_yticks([0, 0.5, 1])
    axes.tick_params(labelbottom=False)
    for curve in picture.absorptions:
        _draw_curve(axes, curve)
    _draw_labels(axes, spots, height)


def _emission_spots(picture: Picture) -> list[Spot]:
    return _labels(picture, [(curve.at_nm, 1.0, curve.label) for curve in picture.emissions])


def _absorption_spots(picture: Picture) -> list[Spot]:
    named = []
    for curve in picture.absorptions:
        nearest = min(range(len(curve.height)), key=lambda spot: abs(curve.wavelength_nm[spot] - curve.at_nm))
        named.append((curve.wavelength_nm[nearest], curve.height[nearest], curve.label))
    return _labels(picture, named)


def _room(spots: list[Spot]) -> float:
    """Inches that labels above the first level take, so that curves stay as high as they are."""
    return LEVEL * max((level for *_, level, _ in spots), default=0)


def _prepare(axes: Axes, picture: Picture, label: str, spots: list[Spot], height: float) -> None:
    """Axes with everything that stands behind the curves: the invisible, filters and lasers."""
    top = max([1.04, *(y / (1 - (0.3 + LEVEL * level) / height) for _, y, level, _ in spots)])
    axes.set(xlim=(picture.low_nm, picture.high_nm), ylim=(0, top), ylabel=label)
    axes.spines[["top", "right"]].set_visible(False)
    for low, high in ((picture.low_nm, VISIBLE_NM[0]), (VISIBLE_NM[1], picture.high_nm)):
        ends = max(low, picture.low_nm), min(high, picture.high_nm)
        if ends[0] < ends[1]:
            axes.axvspan(*ends, facecolor="none", edgecolor="0.88", hatch="////", linewidth=0, zorder=0)
    for item in picture.filters:
        axes.axvspan(*picture.clipped(item), facecolor="0.5", alpha=0.16, linewidth=0, zorder=0.5)
    for line in picture.lasers:
        axes.axvline(line.at_nm, color="black", linewidth=1.2, zorder=1)


def _draw_curve(axes: Axes, curve: Curve) -> None:
    colour = rgb_of_wavelength(curve.colour_nm)
    x, y = trimmed(curve)
    if curve.between:
        points = [point for point in zip(curve.wavelength_nm, *curve.between, strict=True) if point[2] >= FAINT]
        nm, low, high = ([point[place] for point in points] for place in range(3))
        axes.fill_between(nm, low, high, color=_hex(colour), alpha=0.16, linewidth=0, zorder=2)
    elif not curve.absorption:
        axes.fill_between(x, y, color=_hex(colour), alpha=0.16, linewidth=0, zorder=2)
    axes.plot(x, y, color=_hex(legible(colour)), zorder=3, markevery=_shape_spots(curve, y), **_style(curve))


def _style(curve: Curve) -> dict[str, Any]:
    """Line and shape: broken where a number behind it is not reported, dotted for absorption."""
    line: Any = (0, (1, 1.6)) if curve.absorption else "solid" if curve.sure else (0, (5, 2))
    return {
        "linestyle": line,
        "linewidth": 1.0 if curve.absorption else 1.5,
        "marker": SHAPES[_place(curve) % len(SHAPES)],
        "markersize": 3.4 if curve.absorption else 4.4,
        "markeredgecolor": "black",
        "markeredgewidth": 0.5,
    }


def _shape_spots(curve: Curve, height: list[float]) -> list[int]:
    """Where shapes stand: at the top and both flanks of an emission, spread over an absorption."""
    count = len(height)
    if curve.absorption:
        step = max(count // 6, 1)
        return [spot for spot in range(_place(curve) * step // 5 % step, count, step) if height[spot] > 0.05]
    halves = [spot for spot in range(1, count) if (height[spot - 1] < 0.5) != (height[spot] < 0.5)]
    return sorted({height.index(max(height)), *halves})


def _range_lanes(picture: Picture) -> list[int]:
    """Lanes of the bars of ranges, with a gap between two in one lane."""
    gap = (picture.high_nm - picture.low_nm) / 100
    return lanes_of([(low, high + gap) for low, high in map(picture.clipped, picture.ranges)])


def _draw_range(axes: Axes, item: Stretch, low: float, high: float, inch: float, lane: int) -> None:
    """A range in which a maximum lies: a hatched bar at a height that means nothing, and no curve."""
    colour = rgb_of_wavelength((low + high) / 2)
    bottom, top = inch * (0.15 + BAR * lane), inch * (0.33 + BAR * lane)
    corners = [low, high, high, low], [bottom, bottom, top, top]
    axes.fill(*corners, facecolor="white", alpha=0.75, linewidth=0, zorder=3.5)
    axes.fill(
        *corners, facecolor="none", edgecolor=_hex(legible(colour)), hatch=_hatch(item), linewidth=0.9, zorder=3.6
    )
    _draw_label(axes, (low + high) / 2, (bottom + top) / 2, item.mark)


def _hatch(item: Stretch) -> str:
    return HATCHES[_place(item) % len(HATCHES)]


def _place(item: Curve | Stretch) -> int:
    """Place of an emitter in the order of the letters."""
    return MARKS.index(item.mark)


def _labels(picture: Picture, named: list[tuple[float, float, str]]) -> list[Spot]:
    """Labels in view, each at a level above its curve where it covers no other."""
    half = 0.11 * (picture.high_nm - picture.low_nm) / (WIDTH - LEFT - RIGHT)
    kept = [(nm, height, label) for nm, height, label in named if picture.low_nm <= nm <= picture.high_nm]
    levels = lanes_of([(nm - half, nm + half) for nm, _, _ in kept])
    return [(nm, height, level, label) for (nm, height, label), level in zip(kept, levels, strict=True)]


def _draw_labels(axes: Axes, spots: list[Spot], height: float) -> None:
    inch = axes.get_ylim()[1] / height
    for x, y, level, label in spots:
        _draw_label(axes, x, y + inch * (0.17 + LEVEL * level), label)


def _draw_label(axes: Axes, x: float, y: float, label: str) -> None:
    box = {"boxstyle": "circle,pad=0.18", "facecolor": "white", "edgecolor": "black", "linewidth": 0.6}
    axes.text(x, y, label, ha="center", va="center", fontsize=7.5, fontweight="bold", bbox=box, zorder=5)


def _hex(rgb: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


# legend


def _legend(picture: Picture) -> list[tuple[Any, str]]:
    """Lines of the legend, each with the curve, range or nothing that it explains."""
    letters = int((WIDTH - LEFT - RIGHT - 0.6) / LETTER)
    drawn: dict[str, Any] = {item.mark: item for item in picture.ranges}
    drawn |= {curve.mark: curve for curve in reversed(picture.curves)}
    rows: list[tuple[Any, str]] = []
    for entry in picture.entries:
        first, *rest = textwrap.wrap(f"{entry.name}: {entry.words}", letters)
        rows += [(drawn[entry.mark], first), *((None, line) for line in rest)]
    for note in picture.notes:
        rows += [(None, line) for line in textwrap.wrap(note, letters + 8)]
    return rows


def _draw_legend(axes: Axes, rows: list[tuple[Any, str]], height: float) -> None:
    inches = WIDTH - LEFT - RIGHT
    axes.set(xlim=(0, inches), ylim=(0, height))
    axes.axis("off")
    for number, (item, words) in enumerate(rows):
        at = height - ROW * (number + 0.5)
        if item is not None:
            _draw_sample(axes, item, at)
        axes.text(0.6, at, words, va="center", fontsize=7.5)


def _draw_sample(axes: Axes, item: Any, at: float) -> None:
    axes.text(0.05, at, item.mark, ha="center", va="center", fontsize=7.5, fontweight="bold")
    if isinstance(item, Curve):
        colour = legible(rgb_of_wavelength(item.colour_nm))
        axes.plot([0.15, 0.33, 0.51], [at] * 3, color=_hex(colour), markevery=[1], **_style(item))
    else:
        colour = rgb_of_wavelength((item.low_nm + item.high_nm) / 2)
        axes.fill([0.15, 0.51, 0.51, 0.15], [at - 0.055, at - 0.055, at + 0.055, at + 0.055], hatch=_hatch(item),
                  facecolor="white", edgecolor=_hex(legible(colour)), linewidth=0.8)  # fmt: skip
