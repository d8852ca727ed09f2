"""Lists of references for reference managers: BibTeX, RIS and CSL-JSON."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.references import Work, WorkDate, one_line
from knowledge.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class _Types:
    """What a kind of source is called in each format. In BibTeX all are "misc", the one type that asks for no field."""

    ris: str
    csl: str


_TYPES: Final[Mapping[str, _Types]] = {
    "case-study": _Types("RPRT", "report"),
    "practice-guide": _Types("RPRT", "report"),
    "workshop-report": _Types("RPRT", "report"),
    "report": _Types("RPRT", "report"),
    "transcript": _Types("VIDEO", "motion_picture"),
    "article": _Types("MGZN", "article"),
    "slides": _Types("SLIDE", "speech"),
    "web-page": _Types("ELEC", "webpage"),
    "note": _Types("GEN", "document"),
}
_OTHER: Final = _Types("ELEC", "webpage")  # works outside the library: nearly all are web pages
_MONTH_MACROS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# BibTeX counts braces even behind a backslash, so a brace in a text can only be written by its name.
_BIBTEX_SPECIALS: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        **{character: f"\\{character}" for character in "$&#%_"},
    }
)
_URL_SPECIALS: Final = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"})


def bibtex(works: Iterable[Work], *, comment: str = "") -> str:
    """A BibTeX file (UTF-8, for biber or BibTeX 8) with one entry a work.

    Args:
        works: the entries.
        comment: what the file is; it stands in front, where BibTeX reads no entries.
    """
    # "@" would begin an entry, and braces could swallow the first.
    head = f"% {re.sub('[@{}]', ' ', one_line(comment))}\n\n" if comment else ""
    return head + "\n".join(map(_bibtex_entry, works))


def ris(works: Iterable[Work], *, comment: str = "") -> str:
    """An RIS file with one record a work; lines end in CR LF as the format asks.

    Args:
        works: the records.
        comment: what the file is; as RIS has no comments, it becomes a research note of every record.
    """
    return "".join(_ris_record(work, comment) for work in works)


def csl_json(works: Iterable[Work], *, comment: str = "") -> str:
    """A CSL-JSON list with one item a work.

    Args:
        works: the items.
        comment: what the file is; it becomes the note of every item.
    """
    return json.dumps([_csl_item(work, comment) for work in works], ensure_ascii=False, indent=2) + "\n"


def _bibtex_entry(work: Work) -> str:
    fields = [
        # The second pair of braces keeps the name whole: it may be that of an organisation.
        ("author", _braced(" and ".join(f"{{{_bibtex_text(author)}}}" for author in work.authors))),
        ("title", _braced(f"{{{_bibtex_text(work.title)}}}")),
        ("year", _braced(str(work.when.year or ""))),
        ("month", _MONTH_MACROS[work.when.month - 1] if work.when.month else ""),
        ("publisher", _braced(_bibtex_text(work.publisher or ""))),
        ("howpublished", _braced(_bibtex_text(_kind_label(work)))),
        ("version", _braced(str(work.version) if work.version > 1 else "")),
        ("url", _braced((work.link or "").translate(_URL_SPECIALS))),
        ("urldate", _braced(work.retrieved.isoformat() if work.retrieved else "")),
        ("language", _braced(_bibtex_text(work.language or ""))),
        ("keywords", _braced(_bibtex_text(", ".join(work.keywords)))),
        ("abstract", _braced(_bibtex_text(work.summary or ""))),
        ("note", _braced(_bibtex_text("; ".join(_remarks(work))))),
    ]
    lines = [f"  {name} = {value}," for name, value in fields if value]
    return "\n".join([f"@misc{{{work.key},", *lines, "}", ""])


def _ris_record(work: Work, comment: str) -> str:
    lines: list[tuple[str, str]] = [("TY", _types(work).ris), ("ID", work.key)]
    lines += [("AU", author) for author in work.authors]
    lines += [
        ("TI", work.title),
        ("PY", str(work.when.year or "")),
        ("DA", _ris_date(work.when)),
        ("PB", work.publisher or ""),
        ("M3", _kind_label(work)),
        ("ET", f"Version {work.version}" if work.version > 1 else ""),
        ("UR", work.link or ""),
        ("Y2", work.retrieved.strftime("%Y/%m/%d") if work.retrieved else ""),
        ("LA", work.language or ""),
        ("AB", work.summary or ""),
    ]
    lines += [("KW", word) for word in work.keywords]
    lines += [("N1", remark) for remark in (*_remarks(work), comment)]
    written = [f"{tag}  - {one_line(value)}\r\n" for tag, value in lines if value.strip()]
    return "".join([*written, "ER  - \r\n\r\n"])


def _csl_item(work: Work, comment: str) -> Mapping[str, object]:
    fields: dict[str, object] = {
        "id": work.key,
        "type": _types(work).csl,
        "title": work.title,
        "author": [{"literal": author} for author in work.authors],
        "issued": _csl_date(work.when),
        "accessed": {"date-parts": [[work.retrieved.year, work.retrieved.month, work.retrieved.day]]}
        if work.retrieved
        else None,
        "publisher": work.publisher,
        "genre": _kind_label(work),
        "version": str(work.version) if work.version > 1 else None,
        "URL": work.link,
        "language": work.language,
        "abstract": work.summary,
        "keyword": ", ".join(work.keywords),
        "note": " ".join((*_remarks(work, with_date=False), comment)).strip(),
    }
    return {name: value for name, value in fields.items() if value}


def _csl_date(when: WorkDate) -> Mapping[str, object] | None:
    if when.year is None:
        return {"literal": when.words} if when.words else None
    return {"date-parts": [[part for part in (when.year, when.month, when.day) if part]]}


def _ris_date(when: WorkDate) -> str:
    """RIS writes YYYY/MM/DD/other, each part but the first may be empty."""
    if when.month is None or when.year is None:
        return ""
    return f"{when.year}/{when.month:02d}/{when.day:02d}" if when.day else f"{when.year}/{when.month:02d}/"


def _remarks(work: Work, *, with_date: bool = True) -> Sequence[str]:
    """What the format has no field for."""
    when = f"Date: {work.when.words}" if with_date and work.when.words else ""
    licence = f"Licence: {work.licence}" if work.licence else ""
    return [remark for remark in (when, licence) if remark]


def _types(work: Work) -> _Types:
    return _TYPES.get(work.kind, _OTHER)


def _kind_label(work: Work) -> str:
    return vocabulary().kinds.get(work.kind, work.kind)


def _bibtex_text(text: str) -> str:
    return one_line(text).translate(_BIBTEX_SPECIALS)


def _braced(text: str) -> str:
    return f"{{{text}}}" if text.strip("{} ") else ""
