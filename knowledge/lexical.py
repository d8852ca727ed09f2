"""BM25 from the postings of SQLite's word index, added up in numpy.

FTS5's own ``bm25()`` seeks each row's length in a table, 1.3 µs a row; with the lengths in memory a place of a word
costs a tenth of that, and the scores are the same. The formula is that of Robertson and Zaragoza (2009), in FTS5's form
(https://www.sqlite.org/fts5.html#the_bm25_function).
"""

import json
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from knowledge.database import Database
from knowledge.lookup import quoted
from knowledge.passage_table import Ids
from knowledge.quantities import spellings
from knowledge.schema import TOKENIZER

_K1: Final = 1.2
_B: Final = 0.75
_LEAST_IDF: Final = 1e-6
"""What FTS5 gives a word that stands in more than half of all passages."""
_MANY: Final = 1_000
_AVERAGES_ROW: Final = 1
"""Row of the shadow table ``_data`` that holds the number of rows and of each column's words."""


@dataclass(frozen=True, slots=True)
class _Postings:
    ids: Ids  # each once, ascending
    counts: NDArray[np.float64]  # (n,), how often the word stands in each


@dataclass(frozen=True, slots=True)
class _Scored:
    ids: Ids  # each once, ascending
    scores: NDArray[np.float64]  # (n,), what one word adds to the BM25 of each


class LexicalIndex:
    """Looks words up in a catalogue's word index. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lengths = _Lengths()

    def holding(self, word: str) -> Ids:
        """The live passages in whose context or text a word stands in any form, ascending."""
        with self._database.read() as connection:
            found = [_holding(connection, spelling) for spelling in spellings(word)]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))

    def best(self, words: Sequence[str], limit: int, allowed: Ids | None = None) -> dict[int, float]:
        """The passages that hold any of the words in any form, with their BM25, the best first.

        Args:
            words: as `knowledge.words.content_words` gives them; of a quantity each way of writing it counts by itself.
                A word with a sign in it is a phrase.
            limit: how many passages at most.
            allowed: the passage ids to choose from, all when left out.
        """
        written = [spelling for word in words for spelling in spellings(word)]
        with self._database.read() as connection:
            collection = _collection(connection)
            scored = [self._scored(connection, spelling, collection) for spelling in written]
        found = [one for one in scored if len(one.ids)]
        if not found or limit < 1:
            return {}
        scores = np.zeros(max(int(one.ids[-1]) for one in found) + 1)
        for one in found:
            scores[one.ids] += one.scores
        holding = np.flatnonzero(scores) if allowed is None else _within(scores, allowed)
        return _first(holding, scores[holding], limit)

    def _scored(self, connection: sqlite3.Connection, word: str, collection: "_Collection") -> _Scored:
        terms = _terms(word)
        if len(terms) != 1:
            return _scored_phrase(connection, word)
        found = _postings(connection, terms[0])
        if not len(found.ids):
            return _Scored(found.ids, found.counts)
        lengths = self._lengths.of(connection, found.ids)
        return _Scored(found.ids, collection.bm25(found.counts, lengths))


@dataclass(frozen=True, slots=True)
class _Collection:
    """What BM25 asks of the whole collection."""

    passages: int
    mean_length: float  # words

    def bm25(self, counts: NDArray[np.float64], lengths: NDArray[np.float64]) -> NDArray[np.float64]:
        """The part of one word, which stands in just these passages."""
        holding = len(counts)
        idf = max(float(np.log((self.passages - holding + 0.5) / (holding + 0.5))), _LEAST_IDF)
        part: NDArray[np.float64] = (
            idf * counts * (_K1 + 1) / (counts + _K1 * (1 - _B + _B * lengths / self.mean_length))
        )
        return part


class _Lengths:
    """How many words each passage has, by id. A passage keeps its id and its words, and no id is given twice."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id = np.zeros(0)

    def of(self, connection: sqlite3.Connection, ids: Ids) -> NDArray[np.float64]:
        """The lengths of these passages; what is not known yet is read."""
        with self._lock:
            if len(self._by_id) <= ids[-1]:
                self._by_id = np.append(self._by_id, np.zeros(int(ids[-1]) + 1 - len(self._by_id)))
            unknown = ids[self._by_id[ids] == 0]
            if len(unknown):
                self._read(connection, unknown)
            return self._by_id[ids]

    def _read(self, connection: sqlite3.Connection, unknown: Ids) -> None:
        # Many that are not known have most of those beside them, too: one scan is quicker than as many seeks.
        condition, values = (
            ("id BETWEEN ? AND ?", (int(unknown[0]), int(unknown[-1])))
            if len(unknown) > _MANY
            else ("id IN (SELECT value FROM json_each(?))", (json.dumps(unknown.tolist()),))
        )
        rows = connection.execute(f"SELECT id, sz FROM passages_fts_docsize WHERE {condition}", values).fetchall()
        found = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        self._by_id[found] = np.fromiter((sum(_numbers(row[1])) for row in rows), dtype=np.float64, count=len(rows))


def _holding(connection: sqlite3.Connection, word: str) -> Ids:
    terms = _terms(word)
    return _postings(connection, terms[0]).ids if len(terms) == 1 else _scored_phrase(connection, word).ids


def _postings(connection: sqlite3.Connection, term: str) -> _Postings:
    (listed,) = connection.execute("SELECT group_concat(doc) FROM passages_places WHERE term = ?", (term,)).fetchone()
    return _counted(np.fromstring(listed or "", dtype=np.int64, sep=","))


def _scored_phrase(connection: sqlite3.Connection, phrase: str) -> _Scored:
    """By FTS5 itself: words side by side stand in few passages."""
    rows = connection.execute(
        "SELECT rowid, -bm25(passages_fts) FROM passages_fts WHERE passages_fts MATCH ? ORDER BY rowid",
        (quoted(phrase),),
    ).fetchall()
    ids, scores = zip(*rows, strict=True) if rows else ((), ())
    return _Scored(np.array(ids, dtype=np.int64), np.array(scores, dtype=np.float64))


def _counted(places: Ids) -> _Postings:
    """Postings from the passage of each place of a word, ascending."""
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    counts = np.diff(np.append(starts, len(places))).astype(np.float64)
    return _Postings(places[starts], counts)


def _collection(connection: sqlite3.Connection) -> _Collection:
    (block,) = connection.execute("SELECT block FROM passages_fts_data WHERE id = ?", (_AVERAGES_ROW,)).fetchone()
    passages, *columns = _numbers(block)
    return _Collection(passages, sum(columns) / max(1, passages))


def _numbers(block: bytes) -> Iterator[int]:
    """The numbers in a blob of SQLite's varints (https://www.sqlite.org/fileformat.html#varint), each below 2^56."""
    number = 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0


def _within(scores: NDArray[np.float64], allowed: Ids) -> Ids:
    inside = allowed[allowed < len(scores)]
    return inside[scores[inside] > 0]


def _first(ids: Ids, scores: NDArray[np.float64], limit: int) -> dict[int, float]:
    if len(ids) > limit:
        kept = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
        ids, scores = ids[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:limit]
    return dict(zip(ids[order].tolist(), scores[order].tolist(), strict=True))


class _Terms:
    """The terms under which the word index has words, by FTS5's own tokenizer on a table in memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._connection.execute(f"CREATE VIRTUAL TABLE one USING fts5 (word, tokenize = '{TOKENIZER}')")
        self._connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (one, 'instance')")

    def of(self, word: str) -> tuple[str, ...]:
        """One term, or several in order for words that a sign parts."""
        with self._lock:
            self._connection.execute("INSERT INTO one VALUES (?)", (word,))
            try:
                return tuple(term for (term,) in self._connection.execute("SELECT term FROM terms ORDER BY offset"))
            finally:
                self._connection.execute("DELETE FROM one")


@cache
def _tokenizer() -> _Terms:
    return _Terms()


@lru_cache(maxsize=20_000)
def _terms(word: str) -> tuple[str, ...]:
    return _tokenizer().of(word)
