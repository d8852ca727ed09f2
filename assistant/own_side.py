"""Whether a sentence is on one of several things compared: the same test for judging and for quoting."""

from collections.abc import Collection

from assistant.gazetteer import is_country, mentions
from knowledge.types import Source


def speaks_of(text: str, source: Source, label: str, others: Collection[str], shared: Collection[str]) -> bool:
    """True when a sentence names a side, or stands in a source on that side alone and names no other side.

    Args:
        text: the sentence.
        source: where it stands.
        label: the side's name.
        others: the names of the other sides.
        shared: ids of the sources that stand for other sides, too.
    """
    if mentions(text, label):
        return True
    towns = [place for place in source.details.places if not is_country(place)]
    return source.id not in shared and len(towns) < 2 and not any(mentions(text, other) for other in others)
