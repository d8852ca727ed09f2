"""Files made for tests, byte by byte where a library would not make them wrong enough."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 595, 842


@dataclass(frozen=True)
class At:
    """Text at a place on a page; the origin is the lower left corner."""

    x: float
    y: float
    text: str
    size: float = 11
    bold: bool = False


def lines_at(x: float, y: float, lines: Sequence[str], *, size: float = 11, leading: float = 14) -> list[At]:
    """Lines one below the other."""
    return [At(x, y - i * leading, line, size) for i, line in enumerate(lines)]


def pdf_file(
    pages: Sequence[Iterable[At]], *, labels: str = "", outline: Sequence[tuple[str, int]] = (), info: str = ""
) -> bytes:
    """A PDF with text in Helvetica. ``outline`` is (title, page from 0); ``labels`` a /PageLabels number tree."""
    objects: list[bytes] = []

    def add(body: str | bytes) -> int:
        objects.append(body.encode("latin-1") if isinstance(body, str) else body)
        return len(objects)

    catalogue = add("")
    tree = add("")
    fonts = [
        add(f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>")
        for name in ("Helvetica", "Helvetica-Bold")
    ]
    kids = []
    for page in pages:
        content = b"\n".join(_shown(item) for item in page)
        stream = add(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(
            add(
                f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] /Contents {stream} 0 R "
                f"/Resources << /Font << /F1 {fonts[0]} 0 R /F2 {fonts[1]} 0 R >> >> >>"
            )
        )
    objects[tree - 1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>".encode()
    extra = f" /PageLabels {labels}" if labels else ""
    if outline:
        extra += f" /Outlines {_add_outline(add, objects, outline, kids)} 0 R"
    objects[catalogue - 1] = f"<< /Type /Catalog /Pages {tree} 0 R{extra} >>".encode()
    information = add(f"<< {info} >>")
    return _pdf_of(objects, catalogue, information)


def _shown(item: At) -> bytes:
    text = item.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    font = b"F2" if item.bold else b"F1"
    return b"BT /%s %.2f Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET" % (font, item.size, item.x, item.y, text)


def _add_outline(add, objects, outline, kids) -> int:
    root = add("")
    entries = [add("") for _ in outline]
    for i, (title, page) in enumerate(outline):
        links = f" /Prev {entries[i - 1]} 0 R" if i else ""
        links += f" /Next {entries[i + 1]} 0 R" if i + 1 < len(entries) else ""
        objects[entries[i] - 1] = (
            f"<< /Title ({title}) /Parent {root} 0 R /Dest [{kids[page]} 0 R /Fit]{links} >>".encode("latin-1")
        )
    objects[root - 1] = f"<< /First {entries[0]} 0 R /Last {entries[-1]} 0 R /Count {len(entries)} >>".encode()
    return root


def _pdf_of(objects: Sequence[bytes], catalogue: int, information: int) -> bytes:
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, catalogue, information, start)
    )
    return out.getvalue()


def zip_file(members: dict[str, bytes]) -> bytes:
    """An archive with these members, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(archive: bytes, name: str, data: bytes) -> bytes:
    """The archive with one member replaced or added."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        members = {member: old.read(member) for member in old.namelist()}
    return zip_file({**members, name: data})
