"""Where a span stands in the original, for people: "p. 12", "slide 4", "00:14:32, Amal", "Governance › Roles"."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from knowledge.types import Segment, SegmentKind

_YOUTUBE_HOSTS = frozenset(
    {
        "youtube.com",
        "www.youtube.com",
        "m.youtube.com",
        "music.youtube.com",
        "youtu.be",
        "youtube-nocookie.com",
        "www.youtube-nocookie.com",
    }
)
_VIMEO_HOSTS = frozenset({"vimeo.com", "www.vimeo.com", "player.vimeo.com"})
_MEDIA_ENDINGS = (".mp4", ".webm", ".ogv", ".m4v", ".mov", ".mp3", ".m4a", ".ogg", ".oga", ".wav")


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in the original. ``text`` is for people, and empty where the original has no places."""

    text: str
    page: str | None = None  # label of the first page
    slide: str | None = None
    seconds: float | None = None  # from the recording's beginning
    speaker: str | None = None
    heading: str | None = None  # path, outermost first


def locate(segments: Sequence[Segment], start: int, end: int) -> Locator:
    """The locator of [start, end) by a document's segments, which are sorted by start.

    Pages, slides and speakers are all those that the span touches; heading and time are where it begins.
    """
    touched = _touched(segments, start, max(end, start + 1))
    pages = _labels(touched, SegmentKind.PAGE)
    slides = _labels(touched, SegmentKind.SLIDE)
    notes = _labels(touched, SegmentKind.NOTES)
    speakers = _speakers(touched)
    seconds = _first_seconds(touched)
    heading = _heading(touched, start)
    parts = [
        _range("p.", "pp.", pages),
        _range("slide", "slides", slides),
        "" if seconds is None else clock(seconds),
        _names(speakers),
        # With a time, the heading would only say again where in the recording it is.
        "" if heading is None or seconds is not None else heading,
        notes[0] if notes else "",
    ]
    return Locator(
        text=", ".join(part for part in parts if part),
        page=pages[0] if pages else None,
        slide=slides[0] if slides else None,
        seconds=seconds,
        speaker=speakers[0] if speakers else None,
        heading=heading,
    )


def clock(seconds: float) -> str:
    """Hours, minutes and whole seconds: "00:14:32"; hours grow as needed."""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole % 3600 // 60:02d}:{whole % 60:02d}"


def timed_link(link: str, seconds: float | None) -> str:
    """The link, opening a recording at that second where its site offers it (YouTube, Vimeo, a plain media file)."""
    parts = urlsplit(link)
    if seconds is None or parts.scheme not in ("http", "https"):
        return link
    whole = int(seconds)
    host = (parts.hostname or "").lower()
    if host in _YOUTUBE_HOSTS:
        name, value = ("start", str(whole)) if parts.path.startswith("/embed/") else ("t", f"{whole}s")
        kept = [(key, old) for key, old in parse_qsl(parts.query, keep_blank_values=True) if key not in ("t", "start")]
        return urlunsplit(parts._replace(query=urlencode([*kept, (name, value)]), fragment=""))
    if host in _VIMEO_HOSTS:
        return urlunsplit(parts._replace(fragment=f"t={whole}s"))
    if parts.path.lower().endswith(_MEDIA_ENDINGS):
        return urlunsplit(parts._replace(fragment=f"t={whole}"))
    return link


def _touched(segments: Sequence[Segment], start: int, end: int) -> list[Segment]:
    last = bisect_left(segments, end, key=lambda segment: segment.start)
    return [segment for segment in segments[:last] if segment.end > start]


def _labels(segments: Iterable[Segment], kind: SegmentKind) -> list[str]:
    return [segment.label for segment in segments if segment.kind is kind]


def _speakers(segments: Iterable[Segment]) -> list[str]:
    """Names in order of speaking; TURN and CUE both carry them."""
    spoken = (segment.speaker for segment in segments if segment.kind in (SegmentKind.TURN, SegmentKind.CUE))
    return list(dict.fromkeys(speaker for speaker in spoken if speaker))


def _first_seconds(segments: Iterable[Segment]) -> float | None:
    timed = (
        segment.begin_seconds
        for segment in segments
        if segment.kind is SegmentKind.CUE and segment.begin_seconds is not None
    )
    return next(timed, None)


def _heading(segments: Iterable[Segment], start: int) -> str | None:
    """Path of the innermost section that the span begins in."""
    sections = [s for s in segments if s.kind is SegmentKind.SECTION and s.start <= start]
    return sections[-1].label if sections else None


def _names(speakers: Sequence[str]) -> str:
    """The names as people list them: "Amal, Ben and Carla"."""
    return " and ".join(part for part in (", ".join(speakers[:-1]), *speakers[-1:]) if part)


def _range(one: str, many: str, labels: Sequence[str]) -> str:
    if not labels:
        return ""
    if labels[0] == labels[-1]:
        return f"{one} {labels[0]}"
    return f"{many} {labels[0]}-{labels[-1]}"
