"""Which passages hold an exact phrase or an excluded word, for the scope of a search."""

import re
import sqlite3
import unicodedata
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from knowledge.database import Database
from knowledge.lookup import quoted
from knowledge.quantities import Quantity, quantities, spellings_of_phrase, with_quantities
from knowledge.types import Scope

_REMEMBERED: Final = 32
"""Filters whose passages are kept: one search asks for the same filter several times, a person goes back and forth."""
_PUNCTUATION: Final = str.maketrans("’‘“”–—‑", "''\"\"---", "\xad")
_ACCENTS: Final = re.compile(r"[\u0300-\u036f]+")

_Ids: TypeAlias = NDArray[np.int64]
_Key: TypeAlias = tuple[int, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Found:
    holding: tuple[_Ids, ...]  # for each phrase the passages that hold it
    touching: tuple[_Ids, ...]  # for each exclusion the passages that it takes away


class PhraseFilter:
    """Passages by their exact words, looked up in FTS5 and then read. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._known: OrderedDict[_Key, _Found] = OrderedDict()

    def kept(self, passage_ids: _Ids, scope: Scope, generation: int) -> _Ids:
        """Those of the passages that hold the scope's phrases and nothing that it excludes.

        Args:
            passage_ids: shape (n,).
            scope: the scope.
            generation: the library's, so that what is remembered is not used when it has changed.
        """
        if not (scope.phrases or scope.excluded):
            return passage_ids
        found = self._found(scope, generation)
        for ids in found.holding:
            passage_ids = passage_ids[np.isin(passage_ids, ids)]
        for ids in found.touching:
            passage_ids = passage_ids[np.isin(passage_ids, ids, invert=True)]
        return passage_ids

    def _found(self, scope: Scope, generation: int) -> _Found:
        key = (generation, scope.phrases, scope.excluded)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        with self._database.read() as connection:
            found = _Found(
                tuple(_holding(connection, phrase) for phrase in scope.phrases),
                tuple(_touching(connection, words) for words in scope.excluded),
            )
        with self._lock:
            self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


def phrase_pattern(phrase: str) -> Callable[[str], bool]:
    """Whether a text holds a phrase: whole words in this order and form.

    Capitals, accents, line breaks, a hyphen or a space between words, and ways of writing a quantity may differ.
    """
    wanted = plain(phrase)
    if not quantities(wanted):
        expression = _expression(wanted)
        return lambda text: expression.search(plain(text)) is not None
    evenly = _expression(with_quantities(wanted, _word))
    return lambda text: any(evenly.search(with_quantities(plain(text), write)) for write in (_word, _bare_word))


def _expression(phrase: str) -> re.Pattern[str]:
    words = [re.escape(word) for word in re.split(r"[\s-]+", phrase) if word] or [""]
    # Looking back behind the first word, not before it: an expression that begins with letters is found far quicker.
    others = "".join(rf"[\s-]+{word}" for word in words[1:])
    return re.compile(rf"{words[0]}(?<!\w{words[0]}){others}(?!\w)")


def _word(quantity: Quantity) -> str:
    return f" {quantity.word} "


def _bare_word(quantity: Quantity) -> str:
    """A sum of money is held without its currency, too: "5 million" in "EUR 5 million"."""
    return f" {quantity.bare_word} "


def plain(text: str) -> str:
    """The text without capitals, accents and typographic marks."""
    if text.isascii():
        return text.lower()
    folded = text.translate(_PUNCTUATION).casefold()
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))


def _holding(connection: sqlite3.Connection, phrase: str) -> _Ids:
    """The passages whose text holds the phrase exactly."""
    holds = phrase_pattern(phrase)
    found = [passage_id for passage_id, text in _candidates(connection, f"text : {_quoted(phrase)}") if holds(text)]
    return np.array(found, dtype=np.int64)


def _touching(connection: sqlite3.Connection, words: str) -> _Ids:
    """The passages an exclusion takes away: any form of a single word, a phrase exactly; in text, title or heading."""
    if len(re.findall(r"\w+", words)) < 2 and not quantities(words):
        rows = connection.execute("SELECT rowid FROM passages_fts WHERE passages_fts MATCH ?", (_quoted(words),))
        return np.fromiter((passage_id for (passage_id,) in rows), dtype=np.int64)
    holds = phrase_pattern(words)
    found = [passage_id for passage_id, text in _candidates(connection, _quoted(words)) if holds(text)]
    return np.array(found, dtype=np.int64)


def _candidates(connection: sqlite3.Connection, expression: str) -> Iterator[tuple[int, str]]:
    """Passages that hold the words in some form, with their context (if it is asked) and text."""
    shown = "p.text" if expression.startswith("text :") else "p.context || char(10) || p.text"
    yield from connection.execute(
        f"SELECT p.id, {shown} FROM passages_fts f JOIN passages p ON p.id = f.rowid WHERE passages_fts MATCH ?",
        (expression,),
    )


def _quoted(words: str) -> str:
    return f"({' OR '.join(map(quoted, spellings_of_phrase(words)))})"
