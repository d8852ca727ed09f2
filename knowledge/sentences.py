"""Where sentences begin and end in a text, in one pass and without changing a character.

Rules rather than a model, so that a span is the same on every machine: a stop ends a sentence unless what stands before
it is an abbreviation, an initial or a list number, or what follows begins with a small letter. Which words begin
sentences so often that they decide an ambiguous stop ("in the U.S. The board ...") is an idea of Kiss and Strunk,
Unsupervised Multilingual Sentence Boundary Detection (2006), section 4.3.
"""

import re
from collections.abc import Iterator

from knowledge.types import Span

LONGEST_SENTENCE = 1_000
"""Characters. About 220 word pieces of English, so that the default embedding model (256) sees a whole sentence."""

# A marker is only one where a line begins. "(a)" and "a)" are markers, "a." is not: it may be an initial.
_MARKER = re.compile(r"(?:[-*+•‣◦▪▫●○■□–—·►➢✓]|#{1,6}|>|\d{1,3}[.)]|\(\d{1,3}\)|\(?[a-z]\)|\(?[ivx]{2,5}\))[^\S\n]+")
_HEADING_MARKER = re.compile(r"#{1,6}[^\S\n]")
_RULE = re.compile(r"[^\S\n]*[-=_*~#]{3,}[^\S\n]*$")
_TABLE_CELL = re.compile(r"\t| \| ")
_NOT_SPACE = re.compile(r"\S")

_CLOSERS = "\"'”’»›)\\]}*_"
# After a stop and its closing marks: reference marks "[2]", and an aside in small letters "(our reading)".
_STOP = re.compile(
    rf"(?:[.!?…؟۔।॥‽]+|[。！？｡]+)[{_CLOSERS}」』】〉》）]*"
    r"(?:[^\S\n]?(?:\[\d{1,3}\]|\([a-zß-ÿ][^()\n.!?]{0,60}\)))*"
)
_WIDE_STOP = re.compile(r"[。！？｡]")
_FOOTNOTE_NUMBER = re.compile(r"\d{1,3}(?=\s+[^\W\d_])")
_OPENERS = re.compile(r"(?:[^\w\s]\s?)*")
_WORD = re.compile(r"[^\W\d_]+")
_LAST_TOKEN = re.compile(r"[\w.&-]*$")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,3}$")
_ROMAN_OR_NUMBER = re.compile(r"[§#]?\s?(?:\d|[IVXLC]+\b|[ivxlc]+\b)")

_LOOK_BACK = 32  # characters; longer than any abbreviation, and it keeps the whole pass linear
_LOOK_AHEAD = 48


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


_STARTERS = _words(
    "the a an this that these those it its in on at by for from to with as if when while where who what why how we "
    "you he she they i my our your their his her there here but and or so yet then thus however moreover after before "
    "since because although though both each every all some many most no not one two three now today during under "
    "over through between among such other another yes well"
)
_NEVER_LAST = _words(
    "mr mrs ms mx dr prof rev hon sir messrs mme mlle gen col sgt capt lt maj cmdr gov sen rep pres st ste mt ft "
    "cf vs viz approx ca esp incl ie eg resp bzw vgl sog dvs ekskl inkl kap mio mia tlf adr"
)
_BEFORE_NUMBERS = _words(
    "no nos nr pp para paras fig figs figure tab vol vols ch chap sec sect art arts cl reg regs eq app ed eds ss "
    "pt pts rr ver op num kl pct jan feb mar apr jun jul aug sep sept oct okt nov dec dez"
)
_LETTER_ABBREVIATIONS = frozenset("cnprsv")  # circa, number, page, rule, section, versus
_OFTEN_INSIDE = _words("inc ltd co corp plc llc gmbh al jr sr bros dept govt assn univ est ave blvd rd fl ext")
_AFTER_TIMES = _words("monday tuesday wednesday thursday friday saturday sunday gmt bst cet cest est edt et pt utc")
_GERMAN_MONTHS = _words("januar februar märz april mai juni juli august september oktober november dezember")


def split_sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Sentence spans of ``text[start:end]``, in order, disjoint, trimmed of white space and list markers.

    Every character that is not white space, a list or heading marker at the beginning of a line, or a ruled line lies
    in exactly one span. A blank line, a list item, a table row and a heading line end a sentence; a single line break
    inside a paragraph does not. A sentence longer than ``LONGEST_SENTENCE`` is cut at the best place before that.
    Reference marks ("[2]") after a stop belong to the sentence before them.
    """
    stop = len(text) if end is None else min(end, len(text))
    spans: list[Span] = []
    for block in _blocks(text, max(start, 0), stop):
        for sentence in _sentences_of_block(text, block):
            spans.extend(_cut_long(text, sentence))
    return tuple(spans)


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of lines that belong together; each begins after its list marker."""
    begin: int | None = None
    last = start
    for line in _lines(text, start, end):
        content = _content_start(text, line)
        breaks = content is None or content.begins_block
        if breaks and begin is not None:
            yield Span(begin, last)
            begin = None
        if content is None:
            continue
        if content.stands_alone:
            yield Span(content.start, line.end)
            continue
        if begin is None:
            begin = content.start
        last = line.end
    if begin is not None:
        yield Span(begin, last)


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        newline = text.find("\n", start, end)
        stop = end if newline < 0 else newline
        yield Span(start, stop)
        start = stop + 1


class _Content:
    """Where a line's words begin, and how the line stands to its neighbours."""

    __slots__ = ("begins_block", "stands_alone", "start")

    def __init__(self, start: int, *, begins_block: bool, stands_alone: bool) -> None:
        self.start = start
        self.begins_block = begins_block
        self.stands_alone = stands_alone


def _content_start(text: str, line: Span) -> _Content | None:
    """None for a line without words: blank, or a ruled line."""
    first = _NOT_SPACE.search(text, line.start, line.end)
    if first is None or _RULE.match(text, line.start, line.end):
        return None
    begin = first.start()
    if _begins_line(text, line.start):
        marker = _MARKER.match(text, begin, line.end)
        if marker is not None:
            heading = _HEADING_MARKER.match(text, begin, line.end) is not None
            after = _NOT_SPACE.search(text, marker.end(), line.end)
            return None if after is None else _Content(after.start(), begins_block=True, stands_alone=heading)
    is_row = text[begin] == "|" or _TABLE_CELL.search(text, begin, line.end) is not None
    return _Content(begin, begins_block=is_row, stands_alone=is_row)


def _begins_line(text: str, position: int) -> bool:
    """True at the text's or a line's beginning; a range that begins inside a line has no marker there."""
    before = text[max(0, position - _LOOK_BACK) : position].rstrip(" \t")
    return position == 0 or before.endswith("\n") or (not before and position <= _LOOK_BACK)


def _sentences_of_block(text: str, block: Span) -> Iterator[Span]:
    begin = block.start
    position = block.start
    while (stop := _STOP.search(text, position, block.end)) is not None:
        position = _end_of_sentence(text, stop, Span(begin, block.end))
        if position < 0:
            position = stop.end()
            continue
        yield Span(begin, position)
        following = _NOT_SPACE.search(text, position, block.end)
        if following is None:
            return
        begin = position = following.start()
    trimmed = _trim(text, Span(begin, block.end))
    if trimmed.start < trimmed.end:
        yield trimmed


def _trim(text: str, span: Span) -> Span:
    end = span.end
    while end > span.start and text[end - 1].isspace():
        end -= 1
    return Span(span.start, end)


def _end_of_sentence(text: str, stop: re.Match[str], block: Span) -> int:
    """Where the sentence ends that this stop may end, or -1 if it ends none. ``block.start`` is the sentence's own."""
    end = stop.end()
    if end >= block.end or _WIDE_STOP.search(stop.group()):
        return end
    if not text[end].isspace():
        return _end_without_space(text, stop, block)
    following = _NOT_SPACE.search(text, end, block.end)
    if following is None:
        return end
    ahead = text[following.start() : min(following.start() + _LOOK_AHEAD, block.end)]
    return end if _begins_sentence(ahead) and _may_end(text, stop, block.start, ahead) else -1


def _end_without_space(text: str, stop: re.Match[str], block: Span) -> int:
    """A footnote number hard after the stop ("policy.12 The"), or a space lost in reading ("policy.The next")."""
    before = text[max(block.start, stop.start() - 4) : stop.start()]
    if len(before) < 4 or not (before.isalpha() and before.islower()) or stop.group()[0] not in ".!?":
        return -1
    if _last_token(text, stop.start(), block.start).lower() in _BEFORE_NUMBERS:
        return -1
    number = _FOOTNOTE_NUMBER.match(text, stop.end(), block.end)
    if number is not None:
        return number.end() if _begins_sentence(text[number.end() : number.end() + _LOOK_AHEAD].lstrip()) else -1
    word = _WORD.match(text, stop.end(), min(stop.end() + _LOOK_AHEAD, block.end))
    lost_space = word is not None and word.group().istitle() and text[word.end() : word.end() + 1] in (" ", ",")
    return stop.end() if lost_space else -1


def _begins_sentence(ahead: str) -> bool:
    """Whether the words after a stop can begin a sentence: not with a small letter."""
    opened = _OPENERS.match(ahead)
    first = ahead[opened.end() : opened.end() + 1] if opened else ahead[:1]
    return not first.islower()


def _may_end(text: str, stop: re.Match[str], begin: int, ahead: str) -> bool:
    """Whether the word before a stop allows the sentence to end there."""
    if stop.group()[0] != "." or stop.group().startswith(".."):
        return True
    token = _last_token(text, stop.start(), begin)
    if not token or (stop.group() != "." and not token.isalpha()):
        return True
    return _token_may_end(token, text[max(begin, stop.start() - _LOOK_BACK) : stop.start()], ahead)


def _last_token(text: str, position: int, begin: int) -> str:
    found = _LAST_TOKEN.search(text[max(begin, position - _LOOK_BACK) : position])
    return found.group().lstrip(".-&") if found else ""


def _token_may_end(token: str, before: str, ahead: str) -> bool:
    word = token.lower()
    following = _WORD.match(ahead)
    next_word = following.group().lower() if following else ""
    starts = next_word in _STARTERS and following is not None and ahead[following.end() : following.end() + 1] != "."
    if token.isdigit():
        return not _is_list_number(token, before) and next_word not in _GERMAN_MONTHS
    if word in _NEVER_LAST:
        return starts and word in ("st", "mt", "ft")
    if word in _BEFORE_NUMBERS:
        return _ROMAN_OR_NUMBER.match(ahead) is None
    if word in ("a.m", "p.m"):
        return next_word not in _AFTER_TIMES
    if len(token) == 1:
        return starts or (token.islower() and token not in _LETTER_ABBREVIATIONS)
    if _DOTTED.match(token):
        return starts and not token.islower()
    return starts or word not in _OFTEN_INSIDE


def _is_list_number(token: str, before: str) -> bool:
    """A number of one or two digits that stands alone: after a colon, or where the sentence begins."""
    rest = before[: len(before) - len(token)].rstrip()
    return len(token) <= 2 and (not rest or rest[-1] in ":;(")


def _cut_long(text: str, sentence: Span) -> Iterator[Span]:
    start, end = sentence
    while end - start > LONGEST_SENTENCE:
        cut = _best_cut(text, start)
        yield _trim(text, Span(start, cut))
        following = _NOT_SPACE.search(text, cut, end)
        if following is None:
            return
        start = following.start()
    yield Span(start, end)


def _best_cut(text: str, start: int) -> int:
    """After the last semicolon or colon, else comma, else space, in the second half of what is allowed; else there."""
    low, high = start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE
    for marks in ("; ", ": ", " – ", ", ", "，", "、", "\n", " "):
        found = text.rfind(marks, low, high)
        if found >= 0:
            return found + len(marks.rstrip(" ")) if marks != " " else found + 1
    return high
