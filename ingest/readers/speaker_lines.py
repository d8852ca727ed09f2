"""Transcripts written as plain lines, "00:12:31 Amal: ..." and its many relatives, as cues."""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from ingest.readers.cleaning import word_set
from ingest.readers.cues import Cue, speaker_name

_CLOCK = r"(?:(?P<hours>\d{1,3}):)?(?P<minutes>\d{1,3}):(?P<seconds>\d\d)(?:[.,]\d{1,3})?"
_NAME = r"(?P<name>[^\W\d_][\w.'’&/-]*(?:[ ,]+\(?[\w.'’&/-]+\)?){0,5}?)"
_NAME_WORD = r"[^\W\d_][\w.'’-]*"
_TIME = rf"[\[(]?{_CLOCK}[\])]?(?:\s*(?:-->|-|–)\s*[\[(]?[\d:.,]+[\])]?)?"
_HEADS = (
    re.compile(rf"{_TIME}\s*[-–|]?\s+{_NAME}\s*:(?:\s+(?P<words>\S.*))?$"),  # 00:12:31 Amal: words
    re.compile(rf"\[{_NAME}\]\s+{_TIME}\s*:?(?:\s+(?P<words>\S.*))?$"),  # [Amal] 00:12:31 words
    re.compile(rf"{_NAME}\s*[,|-]?\s+{_TIME}\s*:?(?:\s+(?P<words>\S.*))?$"),  # Amal (00:12:31): words
    re.compile(rf"{_NAME}\s*:\s*{_TIME}(?:\s+(?P<words>\S.*))?$"),  # Amal: 00:12:31 words
    re.compile(
        rf"{_TIME}\s*[-–|]?\s+(?P<name>{_NAME_WORD}(?:\s{_NAME_WORD}){{0,3}})(?P<words>)$"
    ),  # 00:12:31 Amal Holt
    re.compile(rf"{_TIME}(?P<name>)(?:\s+(?P<words>\S.*))?$"),  # 00:12:31 words
)
_UNTIMED = re.compile(r"(?P<name>[^\W\d_][\w.'’&/-]*(?:[ ,]+\(?[\w.'’&/-]+\)?){0,4})\s*:\s+(?P<words>\S.*)$")
_NAME_ALONE = re.compile(rf"{_NAME_WORD}(?:\s(?:{_NAME_WORD}|\(?\d{{1,2}}\)?)){{0,4}}")
_SIGNATURE = re.compile(
    r"transcribed by https?://\S+|transcription ended after [\d:]+|.{1,60} (?:started|stopped) transcription|"
    r"this editable transcript was computer generated.*",
    re.IGNORECASE,
)
"""Lines that only a transcribing tool writes: what stands around them is a transcript, however short."""
_TIME_IN_WORDS = re.compile(r"(?:\d{1,2} (?:hours?|minutes?|seconds?)(?:, )?){1,3}|(?:\d{1,3}[hms] ?){2,3}")
"""As a video page says "1:05" to a screen reader, and Teams how long a meeting was ("45m 12s")."""
_LABELS = word_set(
    "action actions aim aims answer answers background benefit benefits budget case challenge challenges conclusion "
    "contact context date deadline decision decisions description example figure focus funding goal goals impact lead "
    "lesson lessons location method methods mission money name note notes objective objectives outcome outcomes owner "
    "partner partners phase place problem purpose question questions recommendation result results role scale scope "
    "sector solution solutions source sources stage state status step summary table target theme time title topic type "
    "website why what how when where who year"
)
"""Words that stand before a colon in reports again and again, and are nobody's name."""

_FEWEST_HEADS = 3
_FEWEST_UNTIMED = 6
_LEAST_SHARE = 1 / 15
"""Heads among the lines that are not blank; speeches of many paragraphs between two heads are rare in transcripts."""
_LEAST_SHARE_ALONE = 0.25
_MOST_NAMES_BELOW = 0.75
"""Of times that stand alone, with a name in the next line. Then names are written so; fewer may be short answers."""
_FEWEST_WORDS_BETWEEN = 6
"""On average, between times that stand without a speaker. Captions have about 8, items of a programme 3."""
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SpokenLines:
    """Cues of a transcript in lines, and the lines before the first of them."""

    preface: tuple[str, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    seconds: float | None
    speaker: str | None
    words: str


def read_speaker_lines(lines: Sequence[str]) -> SpokenLines | None:
    """The transcript in these clean lines, or None if they are not one."""
    signed = any(_SIGNATURE.fullmatch(line) for line in lines)
    filled = _of_people(lines)
    filled, timed = _with_names_below(filled, [_timed_head(line) for line in filled])
    untimed = [_untimed_head(line) for line in filled]
    speakers = Counter(head.speaker for head in untimed if head)
    since_first = len(filled) - next((i for i, head in enumerate(untimed) if head), 0)
    if _is_timed_talk(timed, filled, speakers) or (signed and any(timed)):
        # A clock may stand alone every few minutes, with "Amal: ..." in the lines between; where these are most of the
        # lines, also who speaks only once is named there.
        fewest = 1 if 2 * speakers.total() >= since_first else 2
        between = [head if head and speakers[head.speaker] >= fewest else None for head in untimed]
        return _gather(filled, [head or other for head, other in zip(timed, between, strict=True)])
    if len(speakers) > 1 and _come_back(speakers) and _enough(untimed, since_first, _FEWEST_UNTIMED, 0.5):
        clocks = [head if head and not head.speaker and not head.words else None for head in timed]
        return _gather(filled, [head or clock for head, clock in zip(untimed, clocks, strict=True)])
    return None


def read_section(lines: Sequence[str], names: Set[str]) -> SpokenLines:
    """A part of a transcript in which these people speak; without any of them, all of it is preface."""
    filled, timed = _with_names_below(_of_people(lines), [_timed_head(line) for line in _of_people(lines)])
    untimed = [head if head and head.speaker in names else None for head in map(_untimed_head, filled)]
    heads = [head or other for head, other in zip(timed, untimed, strict=True)]
    return _gather(filled, heads) if any(heads) else SpokenLines(tuple(filled), ())


def _of_people(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line and not (_SIGNATURE.fullmatch(line) or _TIME_IN_WORDS.fullmatch(line))]


def _with_names_below(lines: list[str], heads: list[_Head | None]) -> tuple[list[str], list[_Head | None]]:
    """Lines and heads with names that stand in the line below their time put into the head."""
    alone = [i for i, head in enumerate(heads) if head and not head.speaker and not head.words]
    named = {i: lines[i + 1] for i in alone if i + 1 < len(lines) and not heads[i + 1] and _is_name(lines[i + 1])}
    if len(named) < max(_FEWEST_HEADS, _MOST_NAMES_BELOW * len(alone)) or not _come_back(Counter(named.values())):
        return lines, heads
    with_names = [replace(head, speaker=named[i]) if head and i in named else head for i, head in enumerate(heads)]
    kept = [i for i in range(len(lines)) if i - 1 not in named]
    return [lines[i] for i in kept], [with_names[i] for i in kept]


def _is_name(line: str) -> bool:
    return len(line) <= _LONGEST_NAME and _NAME_ALONE.fullmatch(line) is not None and _seems_name(line)


def _come_back(speakers: Counter[str] | Counter[str | None]) -> bool:
    """Whether most of what is said is said by those who speak more than once."""
    return sum(count for count in speakers.values() if count > 1) >= speakers.total() / 2


def _is_timed_talk(heads: Sequence[_Head | None], lines: Sequence[str], others: Counter[str | None]) -> bool:
    """Whether times in front of lines are those of a talk: who speaks comes back, or much is said between the times.

    In a programme ("09:00 Welcome, 09:30 Coffee Break") neither is so.
    """
    found = [head for head in heads if head]
    if not _enough(heads, len(lines), _FEWEST_HEADS, _LEAST_SHARE):
        return False
    speakers = Counter(head.speaker for head in found if head.speaker)
    if speakers.total() > len(found) / 2:
        return _come_back(speakers)
    if any(count > 1 for count in others.values()):
        return True
    words = sum(len(line.split()) for line in lines) - len(found)
    return words >= _FEWEST_WORDS_BETWEEN * len(found) and len(found) >= _LEAST_SHARE_ALONE * len(lines)


def _enough(heads: Sequence[_Head | None], lines: int, fewest: int, share: float) -> bool:
    count = sum(1 for head in heads if head)
    return count >= fewest and count >= share * lines


def _timed_head(line: str) -> _Head | None:
    for pattern in _HEADS:
        found = pattern.match(line)
        if found is None:
            continue
        name = found.group("name").strip(" -–|,")
        if len(name) > _LONGEST_NAME or not _seems_name(name):
            continue
        seconds = int(found.group("hours") or 0) * 3600 + int(found.group("minutes")) * 60 + int(found.group("seconds"))
        return _Head(float(seconds), speaker_name(name) or None, found.group("words") or "")
    return None


def _untimed_head(line: str) -> _Head | None:
    found = _UNTIMED.match(line)
    if found is None or not _seems_name(found.group("name")) or found.group("name").casefold() in _LABELS:
        return None
    return _Head(None, speaker_name(found.group("name")), found.group("words"))


def _seems_name(name: str) -> bool:
    """Each word of a name begins with a capital or a digit, but for the small words in names."""
    return all(
        not word[:1].islower() or word in ("of", "de", "van", "von", "der", "da", "and") for word in name.split()
    )


def _gather(lines: Sequence[str], heads: Sequence[_Head | None]) -> SpokenLines:
    first = next(i for i, head in enumerate(heads) if head)
    cues: list[Cue] = []
    words: list[str] = []
    for line, head in zip([*lines[first:], ""], [*heads[first:], _Head(None, None, "")], strict=True):
        if head is None:
            words.append(line)
            continue
        if words and cues:
            cues[-1] = _with_words(cues[-1], words)
        seconds = cues[-1].begin_seconds if head.seconds is None and cues else head.seconds
        cues.append(Cue("", seconds, None, head.speaker or None))
        words = [head.words] if head.words else []
    spoken = [cue for cue in cues if cue.text]
    return SpokenLines(tuple(lines[:first]), _with_ends(spoken))


def _with_words(cue: Cue, words: Sequence[str]) -> Cue:
    return Cue(" ".join(words), cue.begin_seconds, None, cue.speaker)


def _with_ends(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Each cue ends where the next begins; the last has no end."""
    ends = [cue.begin_seconds for cue in cues[1:]] + [None]
    return tuple(
        Cue(cue.text, cue.begin_seconds, end if end is None or end >= (cue.begin_seconds or 0) else None, cue.speaker)
        for cue, end in zip(cues, ends, strict=True)
    )
