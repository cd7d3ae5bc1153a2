"""Pictures in the documents: drawn from the catalogue, and found stale when it would draw something else.

A drawing library may change how it writes a file, so a picture is compared by what it shows (the digest inside), and
byte by byte only where it was drawn with the version that is installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from qdselect.advise.spectra import spectra
from qdselect.catalog import Catalog
from qdselect.render.picture_spectra import picture_of_spectra
from qdselect.render.plot_file import picture_bytes

if TYPE_CHECKING:
    from qdselect.render.picture import Picture

__all__ = ["PICTURES", "stale", "write"]

PICTURES = {
    "docs/pictures/spectra-visible.svg": {
        "formulations": ["efluor-525nc", "inp-zns-530-kuo2017", "efluor-605nc", "cdhgte-thiol-qian2007"],
        "lasers": [405, 488],
        "filters": ["525/20", "605/40", "700LP"],
    },
    "docs/pictures/spectra-infrared.svg": {
        "formulations": ["cis-zns-820-mua-xia2017", "ag2s-gsh-fa-2020", "pbs-cds-tsukasaki2014", "aigs-blue-lit2026"],
        "lasers": [640],
        "filters": ["1000LP"],
        "absorption": False,
    },
}
"""Files, and what `qdselect.advise.spectra.spectra` is asked for each."""


def write(catalog: Catalog, root: Path) -> None:
    """Draw all pictures, those that show the same already left as they are."""
    for name in [name for name in PICTURES if _difference(catalog, root, name)]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(picture_bytes(_picture(catalog, name), "svg"))


def stale(catalog: Catalog, root: Path) -> Iterator[str]:
    """What is wrong with each picture that is not up to date."""
    yield from (found for name in PICTURES if (found := _difference(catalog, root, name)))


def _picture(catalog: Catalog, name: str) -> Picture:
    return picture_of_spectra(spectra(catalog, **PICTURES[name]))  # type: ignore[arg-type]


def _difference(catalog: Catalog, root: Path, name: str) -> str | None:
    path = root / name
    if not path.exists():
        return f"{name}: missing"
    text, picture = path.read_text(encoding="utf-8"), _picture(catalog, name)
    if f"sha256:{picture.fingerprint}" not in text:
        return f"{name}: shows something else than the catalogue and the program say now"
    import matplotlib

    drawn_with = re.search(r"Matplotlib v([0-9.]+)", text)
    if drawn_with and drawn_with[1].rstrip(".") == matplotlib.__version__:
        return None if picture_bytes(picture, "svg") == text.encode() else f"{name}: is drawn otherwise now"
    return None
