"""Pictures of a PDF's pages with quoted words marked, drawn in a child process that a hostile file cannot leave.

The only module that imports pypdfium2. Run as a program it draws one page: request on standard input as JSON, picture
on standard output as PNG, exit status 3 when the words were not found on the page.
"""

import io
import json
import re
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from ingest.readers.child import limit_this_process

_ROOT: Final = Path(__file__).resolve().parents[1]
_SECONDS: Final = 20
_MEMORY_MB: Final = 1024
_SCALE: Final = 1.8
"""Pixels a point: readable on a screen, about 250 kB a page of text."""
_LARGEST_SIDE: Final = 3000
"""Points; a page larger than that is drawn smaller."""
_KEPT: Final = 60
"""Pictures kept in memory."""
_ENOUGH: Final = 40
"""Letters of a quotation's beginning or end that find it when the whole runs over a page's end."""
_COLUMN_HEAD: Final = re.compile(r"(?:^|(?<=\| ))[^|:]{1,60}: ")
"""What a table's row was given from its head: on the page it stands above."""
_YELLOW: Final = (255, 226, 120)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """One page as PNG. ``found_at`` says where the quoted words are marked in it: 0 at its top, 1 at its bottom."""

    png: bytes
    found_at: float | None = None

    @property
    def found(self) -> bool:
        """Whether the quoted words are marked."""
        return self.found_at is not None


@dataclass(frozen=True, slots=True)
class _Request:
    path: str
    label: str
    place: int
    words: str


class PagePictures:
    """Draws pages and keeps the last few. Safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Request, PagePicture] = OrderedDict()
        self._lock = Lock()

    def draw(self, original: Path, label: str, *, place: int = 0, words: str = "") -> PagePicture | None:
        """The picture of a page, with the words marked where they stand on it.

        Args:
            original: the PDF.
            label: the page's label ("xii"), or its number.
            place: how many pages with text come before it; decides where several pages have one label.
            words: what to mark; white space and hyphens at line ends do not matter.

        Returns:
            None where the page cannot be drawn.
        """
        request = _Request(str(original.resolve()), label, place, words)
        with self._lock:
            if request in self._kept:
                self._kept.move_to_end(request)
                return self._kept[request]
        picture = _drawn(request)
        if picture is not None:
            with self._lock:
                self._kept[request] = picture
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return picture


def _drawn(request: _Request) -> PagePicture | None:
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ingest.page_pictures"],
            input=json.dumps(asdict(request)).encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"},
        )
    except (subprocess.TimeoutExpired, OSError):
        return None
    if done.returncode != 0 or not done.stdout:
        return None
    found_at, _, png = done.stdout.partition(b"\n")
    return PagePicture(png, json.loads(found_at))


def find_letters(text: str, words: str) -> tuple[int, int] | None:
    """Where words stand in a page's text, as (first character, number of characters); only letters and digits count.

    Where the whole does not stand there, its beginning or its end does, when the quotation runs over the page's end.
    """
    places = [at for at, character in enumerate(text) if character.isalnum()]
    letters = "".join(text[at] for at in places).casefold()
    if len(letters) != len(places):  # a letter whose small form is two letters
        return None
    for part in _wordings(words):
        at = letters.find(part)
        if at >= 0:
            return places[at], places[at + len(part) - 1] + 1 - places[at]
    return None


def _letters(words: str) -> str:
    return "".join(character for character in words if character.isalnum()).casefold()


def page_index(labels: Sequence[str | None], label: str, place: int) -> int:
    """Which page a label names, counted from 0: the first at or after ``place``."""
    named = [at for at, one in enumerate(labels) if one == label]
    named = named or [at for at in range(len(labels)) if str(at + 1) == label] or [min(place, len(labels) - 1)]
    return next((at for at in named if at >= place), named[-1])


def _wordings(words: str) -> Iterator[str]:
    """What to look for, best first: all the letters, those without the heads of columns, then beginnings and ends."""
    wholes = [whole for whole in dict.fromkeys((_letters(words), _letters(_COLUMN_HEAD.sub("", words)))) if whole]
    yield from wholes
    for whole in wholes:
        for length in range(len(whole) - 1, _ENOUGH - 1, -1):
            yield whole[:length]
            yield whole[-length:]


def _main() -> int:
    import pypdfium2
    from PIL import Image, ImageChops, ImageDraw

    limit_this_process(_MEMORY_MB, _SECONDS)
    request = _Request(**json.loads(sys.stdin.buffer.read()))
    pages = pypdfium2.PdfDocument(request.path)
    labels = [pages.get_page_label(at) for at in range(len(pages))]
    page = pages[page_index(labels, request.label, request.place)]
    width, height = page.get_size()
    scale = _SCALE * min(1.0, _LARGEST_SIDE / max(width, height))
    picture = page.render(scale=scale).to_pil().convert("RGB")
    text_page = page.get_textpage()
    found = find_letters(text_page.get_text_range(), request.words)
    found_at = None
    if found:
        marks = Image.new("RGB", picture.size, "white")
        draw = ImageDraw.Draw(marks)
        for number in range(text_page.count_rects(*found)):
            left, bottom, right, top = text_page.get_rect(number)
            corners = (left * scale - 1, (height - top) * scale - 2, right * scale + 1, (height - bottom) * scale + 2)
            draw.rectangle(corners, fill=_YELLOW)
            found_at = (height - top) / height if found_at is None else found_at
        picture = ImageChops.multiply(picture, marks)
    content = io.BytesIO()
    picture.save(content, "PNG", optimize=False)
    sys.stdout.buffer.write(json.dumps(found_at).encode() + b"\n" + content.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(_main())
