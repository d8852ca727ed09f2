"""How words are looked up in the lexical index, and which, so that its time does not grow with the library."""

from collections.abc import Mapping, Sequence

from knowledge.quantities import spellings

READ = 20_000
"""Places of words that are looked through for one text, rarest words first, so that the time does not grow with the
library. Up to some 20,000 passages every word of a question is; beyond, those go that stand in most passages, and tell
least. At 30,000 passages the first ten excerpts are to .992 those of a look at every word; with 10,000 places to .952,
for 1.7 ms less."""


def rarest_words(words: Sequence[str], frequencies: Mapping[str, int], most: int) -> tuple[str, ...]:
    """The rarest words that together stand in no more than ``most`` passages, in the order given; one at least."""
    chosen: set[str] = set()
    read = 0
    for word in sorted(words, key=lambda word: frequencies[word]):
        read += frequencies[word]
        if chosen and read > most:
            break
        chosen.add(word)
    return tuple(word for word in words if word in chosen)


def quoted(words: str) -> str:
    """Words as one FTS5 phrase, so that no character in them can be taken for syntax."""
    return '"' + words.replace('"', '""').replace("\0", " ") + '"'


def looked_up(word: str) -> str:
    """A content word as an FTS5 expression: a quantity in all ways of writing it."""
    written = [quoted(one) for one in spellings(word)]
    return written[0] if len(written) == 1 else f"({' OR '.join(written)})"
