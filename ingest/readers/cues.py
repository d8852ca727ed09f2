"""Timed captions as they come, without what captioning tools repeat, and with who speaks."""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers.cleaning import clean_line, word_set


@dataclass(frozen=True, slots=True)
class Cue:
    """Words with the time they are spoken at. ``chapter`` is set on the first cue of a chapter."""

    text: str
    begin_seconds: float | None = None
    end_seconds: float | None = None
    speaker: str | None = None
    chapter: str | None = None
    new_turn: bool = False  # a change of speaker was marked without a name (">>")


@dataclass(frozen=True, slots=True)
class RawCue:
    """One caption of a file: its lines of markup, not yet split into voices."""

    lines: tuple[str, ...]
    begin_seconds: float
    end_seconds: float
    chapter: str | None = None
    speaker: str | None = None  # as the caption's own head names them, outside its lines


_TAG = re.compile(r"<(?P<close>/)?(?P<name>[a-zA-Z0-9:.]*)(?P<rest>[^<>]*)>")
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")  # positions such as {\an8}, from other subtitle formats
_SOUND = re.compile(r"[\[(♪♫*][^\])]{0,40}[\])♪♫*]|[♪♫\s]+")
_SOUND_WITHIN = re.compile(r"\[\s*(?:music|applause|laughter|laughing|cheering|singing)\s*\]|[♪♫]+", re.IGNORECASE)
_WORD_TIME = re.compile(r"<\d{2,}:\d\d(?::\d\d)?\.\d{3}>")
_ARROWS = re.compile(r"^\s*(?:>>+|&gt;&gt;+)\s*")
_DASH = re.compile(r"^\s*[-–—]\s*(?=\S)")
_PREFIX = re.compile(r"(?P<name>[^\W\d_][\w.'’&/-]*(?:[ ,]+\(?[\w.'’&/-]+\)?){0,5})\s*:\s+(?=\S)")
_NO_NAMES = word_set(
    "note notes question questions answer answers example examples warning tip so and but because however remember "
    "important summary conclusion step today http https first second third finally one two three four five"
)
_BESIDE_NAME = re.compile(
    r"\s*[(\[](?:(?:she|he|they|her|him|them|ze|xe|any)(?:\s*/\s*\w+)+|guest|external|unverified|(?:co-?)?host)[)\]]",
    re.IGNORECASE,
)
_FEWEST_PREFIXES = 2
_PREFIXED_SHARE = 0.5
"""Of captions with a prefix. From here on the tool writes one each time, and a name that comes once is a name, too."""
_ROLLING_SHARE = 0.3
"""Of captions that begin with the line the former one ended with; in captions that do not roll it is under 0.02."""
_RECENT_LINES = 3


def voices(raw: Iterable[RawCue]) -> Iterator[Cue]:
    """Cues of captions: one for each voice that speaks in a caption, in clean words without markup."""
    for caption in raw:
        chapter = caption.chapter
        for speaker, words, new_turn in _spoken(caption.lines):
            spoken_by = speaker or caption.speaker
            yield Cue(words, caption.begin_seconds, caption.end_seconds, spoken_by, chapter, new_turn)
            chapter = None


def _spoken(lines: Sequence[str]) -> Iterator[tuple[str | None, str, bool]]:
    """Speaker by voice tag, words, and whether a new turn begins; captions that only name a sound give nothing."""
    dashes = sum(1 for line in lines if _DASH.match(_strip_tags(line)))
    gathered: list[tuple[str | None, str, bool]] = []
    for line in lines:
        arrows = _ARROWS.match(line) is not None
        dashed = dashes > 1 and _DASH.match(_strip_tags(line)) is not None
        for speaker, words in _tagged_voices(_ARROWS.sub("", line)):
            heard = _SOUND_WITHIN.sub(" ", html.unescape(_DASH.sub("", words) if dashed else words))
            clean = clean_line(heard)
            if not clean or _SOUND.fullmatch(clean):
                continue
            if gathered and gathered[-1][0] == speaker and not (arrows or dashed):
                gathered[-1] = (speaker, f"{gathered[-1][1]} {clean}", gathered[-1][2])
            else:
                gathered.append((speaker, clean, arrows or dashed))
    yield from gathered


def _strip_tags(line: str) -> str:
    return _TAG.sub("", line)


def _tagged_voices(line: str) -> Iterator[tuple[str | None, str]]:
    """The line's words by voice tag; ``<v Amal>`` holds until ``</v>`` or the next voice."""
    line = _OVERRIDE.sub("", line)
    speaker: str | None = None
    words: list[str] = []
    position = 0
    for tag in _TAG.finditer(line):
        words.append(line[position : tag.start()])
        position = tag.end()
        if tag.group("name").split(".")[0] != "v":
            continue
        yield speaker, "".join(words)
        words = []
        speaker = None if tag.group("close") else speaker_name(clean_line(html.unescape(tag.group("rest")))) or None
    yield speaker, "".join(words) + line[position:]


def without_repeats(raw: Sequence[RawCue]) -> tuple[RawCue, ...]:
    """Captions without lines shown before: rolling captions show each line twice, live ones grow word by word."""
    rolling = _is_rolling(raw)
    kept: list[RawCue] = []
    recent: list[str] = []
    for caption in raw:
        lines = [line for line in caption.lines if _plain(line)]
        follows = bool(kept) and (caption.begin_seconds <= kept[-1].end_seconds + 1.0 or _carries(lines))
        fresh = _fresh_lines(lines, recent) if follows and (rolling or _repeats_whole(lines, recent)) else lines
        if kept and follows and _grew(caption, kept[-1]):
            kept[-1] = replace(caption, begin_seconds=kept[-1].begin_seconds, chapter=kept[-1].chapter)
        elif fresh:
            kept.append(replace(caption, lines=tuple(fresh)))
        elif kept:  # only shown again: what was said lasts until here
            kept[-1] = replace(kept[-1], end_seconds=max(kept[-1].end_seconds, caption.end_seconds))
        recent = [_plain(line) for line in lines][-_RECENT_LINES:] or recent
    return tuple(kept)


def _carries(lines: Sequence[str]) -> bool:
    """Whether the words of the last line have times of their own and those of the first none: it was shown before."""
    return len(lines) > 1 and _WORD_TIME.search(lines[-1]) is not None and _WORD_TIME.search(lines[0]) is None


def _plain(line: str) -> str:
    return clean_line(html.unescape(_strip_tags(line))).casefold()


def _is_rolling(raw: Sequence[RawCue]) -> bool:
    pairs = 0
    for i in range(1, len(raw)):
        before, now = raw[i - 1].lines, raw[i].lines
        if before and now and _plain(now[0]) and _plain(now[0]) in map(_plain, before):
            pairs += 1
    return len(raw) > 2 and pairs >= _ROLLING_SHARE * (len(raw) - 1)


def _repeats_whole(lines: Sequence[str], recent: Sequence[str]) -> bool:
    return bool(recent) and [_plain(line) for line in lines] == list(recent)[-len(lines) :]


def _fresh_lines(lines: Sequence[str], recent: Sequence[str]) -> list[str]:
    """Lines after the longest run of leading lines that ended the recent ones."""
    plain = [_plain(line) for line in lines]
    for count in range(min(len(plain), len(recent)), 0, -1):
        if plain[:count] == list(recent)[-count:]:
            return list(lines[count:])
    return list(lines)


def _grew(caption: RawCue, before: RawCue) -> bool:
    """Whether the caption says what the one before said, and goes on, while that one is still shown."""
    now, then = " ".join(map(_plain, caption.lines)), " ".join(map(_plain, before.lines))
    overlaps = caption.begin_seconds < before.end_seconds + 0.05
    return overlaps and len(now) > len(then) > 0 and now.startswith(then + " ")


def name_speakers(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Cues with "Name:" prefixes taken as speakers, where the transcript uses them throughout.

    One prefix alone may be a sentence ("One thing: ..."), so a name must come back, or the first cue must have one too,
    or most cues.
    """
    found = [_prefix(cue) for cue in cues]
    counts = Counter(name for name in found if name)
    throughout = sum(counts.values()) >= max(_FEWEST_PREFIXES, 0.05 * len(cues))
    if not throughout:
        return tuple(cues)
    is_usual = bool(found and found[0]) or sum(counts.values()) >= _PREFIXED_SHARE * len(cues)
    return tuple(
        _with_speaker(cue, name) if name and (counts[name] > 1 or is_usual) else cue
        for cue, name in zip(cues, found, strict=True)
    )


def speaker_name(stated: str) -> str:
    """A name without what meeting tools put beside it: "Amal Holt (she/her)", "Ben Carter (Guest)"."""
    return _BESIDE_NAME.sub("", stated).strip() or stated


def _prefix(cue: Cue) -> str | None:
    match = _PREFIX.match(cue.text)
    if match is None or cue.speaker is not None:
        return None
    name = match.group("name")
    words = speaker_name(name).split()
    capitals = all(
        word != word.lower() or not word[0].isalpha() or word in ("of", "de", "van", "von", "da") for word in words
    )
    return speaker_name(name) if capitals and words[0].casefold() not in _NO_NAMES and len(name) <= 60 else None


def _with_speaker(cue: Cue, name: str) -> Cue:
    text = cue.text[_PREFIX.match(cue.text).end() :]  # type: ignore[union-attr]  # _prefix found it
    return replace(cue, text=text, speaker=name, new_turn=True)
