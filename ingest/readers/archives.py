"""ZIP-based documents checked before anything in them is parsed. The only door to python-docx and python-pptx."""

import zipfile
import zlib
from io import BytesIO
from typing import IO
from xml.parsers import expat

from lxml import etree

from knowledge.errors import LimitError, UnreadableFileError

_MOST_MEMBERS = 10_000
_LARGEST_MEMBER = 300 * 1024 * 1024
_LARGEST_WHOLE = 1024 * 1024 * 1024
_LARGEST_RATIO = 200
"""Of size to stored size. XML of an Office file packs 5 to 30 times, an empty sheet of a spreadsheet up to 100."""
_SMALL_MEMBER = 10 * 1024 * 1024
"""Bytes; below this a high ratio is harmless."""
_BLOCK = 65_536  # bytes read at once


PACKAGE_FAULTS = (
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
)
"""What python-docx and python-pptx let out on damaged files, beside their own errors."""


def check_archive(content: bytes, name: str) -> None:
    """Refuse an Office file whose parts would grow beyond bounds, or carry XML entities.

    Sizes are those that the archive declares; reading a member stops with an error where the data are larger. Names
    of members are never used as paths: nothing is written.

    Raises:
        UnreadableFileError: it is damaged, protected, or declares entities, which Office files never do.
        LimitError: it would grow beyond bounds.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(members, name)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _check_xml(archive, member, name)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise UnreadableFileError(
            f"{name} is damaged: its parts cannot be unpacked.",
            advice="Open it in the program that made it, save it again, and add the new copy.",
        ) from error


def _check_sizes(members: list[zipfile.ZipInfo], name: str) -> None:
    whole = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or whole > _LARGEST_WHOLE or any(m.file_size > _LARGEST_MEMBER for m in members):
        raise _bomb(name)
    for member in members:
        if member.flag_bits & 1:
            raise UnreadableFileError(f"{name} is protected with a password.")
        if member.file_size > _SMALL_MEMBER and member.file_size > _LARGEST_RATIO * max(member.compress_size, 1):
            raise _bomb(name)


def _bomb(name: str) -> LimitError:
    return LimitError(
        f"{name} would unpack to an unreasonable size.",
        advice="It is damaged, or made to fill memory. Save it again from the program that made it, or leave it out.",
    )


def _check_xml(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    """No document type declaration: without it no entity can be declared, inside or outside."""
    with archive.open(member) as stream:
        declares = _declares_type(stream)
    if declares:
        raise UnreadableFileError(
            f"{name} holds a part ({member.filename[:80]}) that declares XML entities, which Office files never do.",
            advice="Save it again from Word, PowerPoint or LibreOffice, and add the new copy.",
        )


def _declares_type(stream: IO[bytes]) -> bool:
    """Whether a document type is declared before the first element, the only place where XML allows it."""
    prolog = _Prolog()
    while not prolog.ended and (data := stream.read(_BLOCK)):
        prolog.feed(data)
    return prolog.declares_type


class _Prolog:
    """What stands before a part's first element. Nothing in it is expanded or followed."""

    def __init__(self) -> None:
        self.ended = False
        self.declares_type = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._type_declared
        self._parser.StartElementHandler = self._element_begun

    def feed(self, data: bytes) -> None:
        """Take the next bytes. What is no XML is left to the reader that needs the part: it says that it is damaged."""
        try:
            self._parser.Parse(data)
        except (_EndOfPrologError, expat.ExpatError, LookupError, ValueError):
            self.ended = True

    def _type_declared(self, *_: object) -> None:
        self.declares_type = True
        raise _EndOfPrologError

    def _element_begun(self, *_: object) -> None:
        raise _EndOfPrologError


class _EndOfPrologError(Exception):
    """Ends the parsing; never leaves this module."""


def parse_part(data: bytes) -> etree._Element:
    """The XML of a part, without entities, network or very large trees.

    Raises:
        lxml.etree.XMLSyntaxError: it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(data, parser)
