"""Send an answer to where it was asked to go: stdout, or a file that is whole or not there."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qdselect.errors import OutputError, UsageError
from qdselect.render.data import DATA_FORMATS, to_data

if TYPE_CHECKING:
    from qdselect.render.view import View

__all__ = ["FORMATS", "PICTURE_FORMATS", "emit", "save_picture"]

FORMATS = ("table", *DATA_FORMATS, "markdown")
PICTURE_FORMATS = ("svg", "png", "pdf")
"""What answers with a picture can be written as too, by the ending of the file."""


def emit(document: Mapping[str, Any], kind: str | None, target: str | None, **options: Any) -> None:
    """Print a document, or write it to a file.

    Parameters
    ----------
    document : mapping
        The answer.
    kind : str or None
        One of `FORMATS`; ``None`` is a table.
    target : str or None
        File to write; ``None`` or ``-`` is stdout.
    **options
        For the view.

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    to_screen = target in (None, "-")
    if kind in PICTURE_FORMATS:
        _deliver_picture(document, kind, target, **options)
        return
    if kind in ("json", "ndjson", "yaml"):
        text = to_data(document, None, kind, ascii_only=to_screen and not _speaks_unicode())
        _deliver(text, target)
        return
    from qdselect.render.views import view_of

    view = view_of(document, **options)
    plain_drawing = to_screen and not _draws_unicode()
    if to_screen and kind in (None, "table") and is_terminal():
        from qdselect.render.screen import print_view

        print_view(view, ascii_only=plain_drawing)
        return
    _deliver(_text(document, view, kind, ascii_only=plain_drawing), target)


def _deliver_picture(document: Mapping[str, Any], kind: str, target: str | None, **options: Any) -> None:
    """The picture of a document as a file; its first one, if there are several."""
    from qdselect.render.plot_file import picture_bytes
    from qdselect.render.views import view_of

    picture = next((block.picture for block in view_of(document, **options).blocks if block.picture), None)
    if picture is None:
        raise UsageError(
            f"there is nothing to draw in this answer, so it cannot be written as {kind}. "
            "Ask the same without a picture: a table says why."
        )
    if target in (None, "-") and kind != "svg" and sys.stdout.isatty():
        raise UsageError(
            f"a {kind} is no text for a terminal. Name a file (-o FILE.{kind}), or send it to another program."
        )
    raw = picture_bytes(picture, kind)
    if target in (None, "-"):
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
    else:
        write_whole(Path(str(target)), raw)


def save_picture(document: Mapping[str, Any], path: str | Path, **options: Any) -> None:
    """Write the picture of a document to a file, in the format that its ending names.

    Raises
    ------
    UsageError
        The ending is none of `PICTURE_FORMATS`, or matplotlib is not installed.
    OutputError
        The file cannot be written.
    """
    kind = Path(path).suffix.lower().removeprefix(".")
    if kind not in PICTURE_FORMATS:
        raise UsageError(f"{path}: a picture is a file that ends with .{', .'.join(PICTURE_FORMATS)}.")
    _deliver_picture(document, kind, str(path), **options)


def _deliver(text: str, target: str | None) -> None:
    whole = text + "\n" if text else ""
    if target in (None, "-"):
        _print(whole)
    elif not target:
        raise UsageError("--output names no file. Give a name, or leave the option out for stdout.")
    else:
        write_whole(Path(str(target)), whole)


def is_terminal() -> bool:
    """Whether stdout is a terminal that can show a table (``FORCE_COLOR`` counts as one)."""
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "ascii").lower().replace("-", "") in ("utf8", "utf16", "utf32")


def _draws_unicode() -> bool:
    """Whether dots and lines can be drawn with signs that are not ASCII.

    In the locale ``C`` Python turns its UTF-8 mode on by itself and writes UTF-8, whatever the terminal shows. Data
    stays what it is then; a drawing is made of letters.
    """
    asked = os.environ.get("PYTHONUTF8") or os.environ.get("PYTHONIOENCODING")
    if not sys.flags.utf8_mode or asked:
        return _speaks_unicode()
    import locale

    return _speaks_unicode() and locale.getencoding().lower().startswith("utf")


def _text(document: Mapping[str, Any], view: View, kind: str | None, *, ascii_only: bool) -> str:
    """A view as text; ``ascii_only`` draws without Braille."""
    if kind in DATA_FORMATS:
        return to_data(document, view, kind)
    from qdselect.render import text

    return (text.markdown if kind == "markdown" else text.plain_view)(view, ascii_only=ascii_only)


def _print(text: str) -> None:
    """Write bytes, encoded once: what the stream cannot show is replaced, whatever it would do itself."""
    encoding = sys.stdout.encoding or "utf-8"
    raw = text.encode(encoding, "replace")
    if not hasattr(sys.stdout, "buffer"):
        sys.stdout.write(raw.decode(encoding))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(raw)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file so that it is whole or not there; an old one stays until then, and so do its permissions.

    A pipe or a device (``/dev/stdout``) is written to as it is. A reader that closes a pipe raises `BrokenPipeError`.

    Raises
    ------
    OutputError
        It cannot be written.
    """
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "replace")
    try:
        if path.parent == Path("/dev") or (path.exists() and not path.is_file() and not path.is_dir()):
            with path.open("ab") as stream:
                stream.write(raw)
            return
        target = path.resolve()
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "is a folder")
        if target.exists() and not (target.stat().st_mode & 0o222 and os.access(target, os.W_OK)):
            raise PermissionError(errno.EACCES, "is read-only")
        _replace(target, raw)
    except BrokenPipeError:
        raise
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutputError(f"{path}: cannot be written ({reason}). Nothing was left half-written.") from None


def _replace(target: Path, raw: bytes) -> None:
    temporary = target.with_name(f".{target.name[:40]}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
