"""Bytes and raw strings as clean text: decoded, NFC, without anything that cannot be seen or stored."""

import re
import unicodedata
from dataclasses import dataclass

from ingest.readers.encodings import guessed_encoding
from knowledge.errors import UnreadableFileError

_LINE_BREAKS = re.compile("\r\n|[\r\v\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Characters with no look of their own: controls, bidirectional marks and overrides, zero-width spaces, soft hyphens,
# fillers, lone surrogates, and the tag and selector blocks in which text can be hidden from people but not from models.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e0fff]"
)
# Joiners belong to words in some scripts and to emoji; beside ASCII they can only hide something.
_IDLE_JOINERS = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")
_LIGATURES = {
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
    # Bullets of the Symbol and Wingdings fonts.
    "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•", "\uf076": "•", "\uf02d": "-",
}  # fmt: skip
_TRANSLATION = str.maketrans(_LIGATURES)
_WHITE_SPACE = re.compile(r"\s+")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

_BINARY_SHARE = 0.1
"""More control bytes than this are no text in any encoding; damaged text has far fewer, programs and pictures more."""


def clean_text(text: str) -> str:
    """The text in NFC with plain line ends, plain spaces and ligatures spelled out, without invisible characters."""
    text = _LINE_BREAKS.sub("\n", text).replace("\f", "\n\n")
    text = _INVISIBLE.sub("", _SPACES.sub(" ", text))
    text = _IDLE_JOINERS.sub("", text)
    return unicodedata.normalize("NFC", text.translate(_TRANSLATION))


def clean_line(text: str) -> str:
    """Clean text in one line: all white space, line breaks too, becomes single spaces."""
    return _WHITE_SPACE.sub(" ", clean_text(text)).strip()


def tidy_blank_lines(text: str) -> str:
    """The text with paragraphs separated by exactly one blank line, and no white space around it."""
    return _BLANK_LINES.sub("\n\n", text).strip()


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was read in; ``guessed`` when neither a mark nor the bytes themselves prove it."""

    text: str
    encoding: str
    guessed: bool = False


def decode_text(content: bytes, name: str) -> Decoded:
    """The text of a file by its byte order mark, else as UTF-8, else in the encoding that its letters speak for.

    Raises:
        UnreadableFileError: the bytes are no text.
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe\x00\x00", "utf-32"),
        (b"\x00\x00\xfe\xff", "utf-32"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return Decoded(content.decode(encoding, errors="replace"), encoding)
    without_mark = _utf16_without_mark(content)
    if without_mark is not None:
        return Decoded(content.decode(without_mark, errors="replace"), without_mark)
    _refuse_binary(content, name)
    for read in (_utf8, _utf8_with_surrogates):
        try:
            return Decoded(read(content), "utf-8")
        except UnicodeDecodeError:
            continue
    return _decode_damaged(content)


def _utf8(content: bytes) -> str:
    return content.decode("utf-8")


def _utf8_with_surrogates(content: bytes) -> str:
    """UTF-8 made from UTF-16 piece by piece, as some programs do: pairs become letters, lone halves are left."""
    halves = content.decode("utf-8", errors="surrogatepass")
    return halves.encode("utf-16-le", errors="surrogatepass").decode("utf-16-le", errors="surrogatepass")


def _decode_damaged(content: bytes) -> Decoded:
    """UTF-8 with a few bad bytes stays UTF-8; anything else is guessed."""
    text = content.decode("utf-8", errors="replace")
    replaced = text.count("\ufffd")
    beyond_ascii = sum(1 for character in text if character > "\x7f")
    if replaced * 4 < beyond_ascii:
        return Decoded(text, "utf-8", guessed=True)
    encoding = guessed_encoding(content)
    return Decoded(content.decode(encoding, errors="replace"), encoding, guessed=True)


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 of mostly Western text has a NUL in every other place."""
    head = content[:4096]
    if len(head) < 4:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.1 * half:
        return "utf-16-be"
    return None


def _refuse_binary(content: bytes, name: str) -> None:
    head = content[:65536]
    if head and len(_CONTROLS.findall(head)) > _BINARY_SHARE * len(head):
        raise UnreadableFileError(
            f"{name} does not hold text: its bytes are those of a program, a picture or damaged data."
        )


_LONGEST_NAME = 120


def shown_name(name: str) -> str:
    """A file's name as people are shown it: one clean line, without folders, shortened before its ending."""
    last = clean_line(name).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip() or "file"
    if len(last) <= _LONGEST_NAME:
        return last
    return f"{last[: _LONGEST_NAME - 25]}…{last[-20:]}"


def word_set(words: str) -> frozenset[str]:
    """The words of a line, for constants that would else be long lists of short strings."""
    return frozenset(words.split())
