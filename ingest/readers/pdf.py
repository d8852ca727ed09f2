"""PDF as a document. The only module that imports pypdf: its pages become runs of text with their place and size."""

import logging
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO

import pypdf
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import Destination, PdfObject

from ingest.readers.assembly import assemble
from ingest.readers.cleaning import clean_line
from ingest.readers.contents import without_contents
from ingest.readers.pdf_fonts import WidthOf, width_function
from ingest.readers.pdf_layout import arrange_page, without_running_lines
from ingest.readers.pdf_lines import PageRuns, Run
from ingest.readers.pdf_look import OutlineEntry, document_title
from ingest.readers.pdf_paragraphs import paragraphs_of
from ingest.readers.proposals import Hints, find_date, propose_details, sensible_title, split_names
from knowledge.errors import NoTextError, UnreadableFileError
from knowledge.types import Document, ReadWarning

_PARSER_FAULTS = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    OSError,
)
"""What pypdf raises on damaged files. Anything else, running out of memory above all, is not caught here."""

_LONGEST_LABEL = 12
_SCAN_ADVICE = "It seems to be a scan or a picture. Run text recognition (OCR) on it first, then add the result."
_PASSWORD_ADVICE = "Open it, save or print it to a PDF without a password, and add the new copy."
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")


def read_pdf(content: bytes, name: str) -> Document:
    """The document in a PDF file.

    Raises:
        UnreadableFileError: it is damaged or protected with a password.
        NoTextError: no page gave text; it is a scan.
    """
    # pypdf tells of every small fault of a file; what matters becomes a warning for the trainer.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    reader = _open(content, name)
    labels = _page_labels(reader, name)
    pages = tuple(_runs_of_pages(reader, labels))
    lines = without_running_lines([arrange_page(page) for page in pages])
    if not any(page.lines for page in lines):
        raise NoTextError(f"{name}: none of its {len(labels)} pages holds text.", advice=_SCAN_ADVICE)
    blocks = tuple(without_contents(paragraphs_of(lines, _outline(reader))))
    metadata = _hints(reader)
    title = _title(metadata.title, document_title(lines))
    assembled = assemble(blocks, title=title)
    hints = Hints(title=title, file_date=metadata.file_date, authors=metadata.authors, language=metadata.language)
    details = propose_details(assembled.text, name, hints=hints)
    return Document(assembled.text, assembled.segments, details, _warnings(pages))


def _title(stated: str | None, shown: str | None) -> str | None:
    """The file's own title, but not where it is one word: that is mostly the publisher's number of the piece."""
    own = sensible_title(stated)
    return own if own is not None and (" " in own or shown is None) else sensible_title(shown) or own


def _open(content: bytes, name: str) -> pypdf.PdfReader:
    try:
        reader = pypdf.PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableFileError(f"{name} is protected with a password.", advice=_PASSWORD_ADVICE)
    except DependencyError as error:
        raise UnreadableFileError(
            f"{name} is encrypted in a way that is not read here.", advice=_PASSWORD_ADVICE
        ) from error
    except _PARSER_FAULTS as error:
        raise _damaged(name) from error
    return reader


def _damaged(name: str) -> UnreadableFileError:
    return UnreadableFileError(
        f"{name} is damaged: its pages cannot be found.",
        advice="Download or export it again; if it opens in a PDF viewer, print it to a new PDF, and add that.",
    )


def _page_labels(reader: pypdf.PdfReader, name: str) -> list[str]:
    """One label a page: the printed one ("xii") where the file has it, else the page's number."""
    try:
        count = len(reader.pages)
    except _PARSER_FAULTS as error:
        raise _damaged(name) from error
    if not count:
        raise _damaged(name)
    try:
        labels = [clean_line(label)[:_LONGEST_LABEL] for label in reader.page_labels]
    except _PARSER_FAULTS:
        labels = []
    usable = len(labels) == count and len(set(labels)) == count
    return [label or str(i) for i, label in enumerate(labels, 1)] if usable else [str(i) for i in range(1, count + 1)]


def _runs_of_pages(reader: pypdf.PdfReader, labels: Sequence[str]) -> Iterator[PageRuns]:
    """Each page's runs; a page that cannot be read has none, and says so."""
    fonts = _Fonts()
    for index, label in enumerate(labels):
        try:
            page = reader.pages[index]
            box = page.mediabox
            yield PageRuns(label, index, float(box.width), float(box.height), tuple(_runs(page, fonts)))
        except _PARSER_FAULTS:
            logging.getLogger(__name__).info("Page %d was not read", index + 1, exc_info=True)
            yield PageRuns(label, index, 0.0, 0.0, (), failed=True)


def _runs(page: pypdf.PageObject, fonts: "_Fonts") -> list[Run]:
    """The page's text in the order in which it is drawn; line breaks among it are pypdf's."""
    runs: list[Run] = []
    forms = _Forms(page)

    def visit(text: str, cm: list[float], tm: list[float], font: dict[str, object] | None, size: float) -> None:
        if not text:
            return
        known = fonts.of(font)
        # The matrix of text space in the page's space (ISO 32000-1, 9.4.4).
        a, b, _, _, x, y = _product(_product(tuple(tm), tuple(cm)), forms.matrix)
        angle = round(math.degrees(math.atan2(b, a)) / 90) % 4
        scaled = abs(size) * math.hypot(a, b)
        runs.append(Run(text, x, y, scaled, known.width_of(text.strip("\n")) * scaled, known.bold, angle))

    page.extract_text(
        visitor_text=visit, visitor_operand_before=forms.before_operator, visitor_operand_after=forms.after_operator
    )
    return runs


_Matrix = tuple[float, ...]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _product(first: _Matrix, second: _Matrix) -> _Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


class _Forms:
    """Where the form is drawn that pypdf is in: it gives places inside a form (mostly a figure) in the form's space."""

    def __init__(self, page: pypdf.PageObject) -> None:
        self._open: list[tuple[_Matrix, object]] = [(_IDENTITY, page.get("/Resources"))]
        self._entering: tuple[_Matrix, object] | None = None

    @property
    def matrix(self) -> _Matrix:
        """From the space of what is drawn now to the page's."""
        return self._open[-1][0]

    def before_operator(self, operator: bytes, operands: Sequence[object], cm: list[float], _: list[float]) -> None:
        # The form is entered with its first operator: text drawn before it is reported after its "Do" was met.
        if self._entering is not None:
            self._open.append(self._entering)
            self._entering = None
        if operator == b"Do" and operands:
            self._entering = self._form(operands[0], tuple(cm))

    def after_operator(self, operator: bytes, operands: Sequence[object], _cm: list[float], _tm: list[float]) -> None:
        if operator != b"Do" or not operands:
            return
        if self._entering is None and len(self._open) > 1:
            self._open.pop()
        self._entering = None

    def _form(self, name: object, cm: _Matrix) -> tuple[_Matrix, object]:
        outer, resources = self._open[-1]
        form = _entry(_entry(resources, "/XObject"), str(name))
        own = _entry(form, "/Matrix")
        matrix = tuple(float(str(number)) for number in own) if isinstance(own, list) and len(own) == 6 else _IDENTITY
        return _product(_product(matrix, cm), outer), _entry(form, "/Resources") or resources


def _entry(dictionary: object, name: str) -> object:
    """An entry of a dictionary or stream, with references followed; None where there is none."""
    found = dictionary.get_object() if isinstance(dictionary, PdfObject) else dictionary
    value = found.get(name) if isinstance(found, dict) else None
    return value.get_object() if isinstance(value, PdfObject) else value


@dataclass(frozen=True, slots=True)
class _Font:
    """What is asked of a font again and again; ``resource`` is held so that its id stays its own."""

    resource: object
    bold: bool
    width_of: WidthOf


class _Fonts:
    """The fonts of one file, each looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, _Font] = {}

    def of(self, resource: dict[str, object] | None) -> _Font:
        known = self._known.get(id(resource))
        if known is None:
            known = _Font(resource, _is_bold(resource), width_function(resource))
            self._known[id(resource)] = known
        return known


def _is_bold(font: dict[str, object] | None) -> bool:
    name = str(font.get("/BaseFont", "")).lower() if font is not None else ""
    return any(word in name for word in _BOLD_NAMES)


def _outline(reader: pypdf.PdfReader) -> tuple[OutlineEntry, ...]:
    try:
        return tuple(_outline_entries(reader, reader.outline, level=1))
    except _PARSER_FAULTS:
        return ()  # headings are then known by their look


def _outline_entries(reader: pypdf.PdfReader, entries: Sequence[object], level: int) -> Iterator[OutlineEntry]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline_entries(reader, entry, level + 1)
        elif isinstance(entry, Destination):
            page = reader.get_destination_page_number(entry)
            title = clean_line(str(entry.title or ""))
            if title and page is not None and page >= 0:
                yield OutlineEntry(title, level, page)


def _hints(reader: pypdf.PdfReader) -> Hints:
    try:
        found = reader.metadata
        title = str(found.title) if found and found.title else None
        author = str(found.author) if found and found.author else ""
        made = str(found.get("/CreationDate", "")) if found else ""
        language = reader.root_object.get("/Lang")
    except _PARSER_FAULTS:
        return Hints()
    date = f"{made[2:6]}-{made[6:8]}-{made[8:10]}" if made.startswith("D:") else ""
    return Hints(
        title=title,
        authors=split_names(clean_line(author)),
        file_date=find_date(date),
        language=_language(str(language)) if language else None,
    )


def _language(stated: str) -> str | None:
    code = clean_line(stated).replace("_", "-")
    return code if 2 <= len(code) <= 10 and code.replace("-", "").isalnum() else None


def _warnings(pages: Sequence[PageRuns]) -> tuple[ReadWarning, ...]:
    failed = [page.label for page in pages if page.failed]
    empty = [page.label for page in pages if not page.failed and not any(run.text.strip() for run in page.runs)]
    warnings: list[ReadWarning] = []
    if empty:
        hint = "it may be a picture or a scan" if len(empty) == 1 else "they may be pictures or scans"
        warnings.append(ReadWarning(f"{_pages_in_words(empty)} gave no text; {hint}.", _place(empty)))
    if failed:
        warnings.append(ReadWarning(f"{_pages_in_words(failed)} could not be read.", _place(failed)))
    return tuple(warnings)


def _pages_in_words(labels: Sequence[str]) -> str:
    shown = ", ".join(labels[:10]) + (f" and {len(labels) - 10} more" if len(labels) > 10 else "")
    return f"Page {shown}" if len(labels) == 1 else f"Pages {shown}"


def _place(labels: Sequence[str]) -> str:
    return f"p. {labels[0]}" if len(labels) == 1 else f"pp. {labels[0]}-{labels[-1]}"
