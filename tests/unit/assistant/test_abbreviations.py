from collections.abc import Iterable, Sequence
from types import SimpleNamespace

import pytest

from assistant.abbreviations import spelt_out


class Texts:
    """A catalogue of passages with these texts, numbered from 0."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def passages_with(self, words: Sequence[str]) -> dict[str, int]:
        return {word: sum(word in text for text in self._texts) for word in words}

    def match_words(self, expression: str, limit: int) -> list[SimpleNamespace]:
        found = [at for at, text in enumerate(self._texts) if expression.strip('"') in text]
        return [SimpleNamespace(passage_id=at) for at in found[:limit]]

    def passages(self, ids: Iterable[int]) -> dict[int, SimpleNamespace]:
        return {at: SimpleNamespace(text=self._texts[at]) for at in ids}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            "When do we use PCP and not PPI?",
            "When do we use pre-commercial procurement and not public procurement of innovative solutions?",
        ),
        ("What is PCT in Lahti?", "What is Personal Carbon Trading (PCT) in Lahti?"),
        ("What does DDC do?", "What does DDC do?"),  # many passages hold it
        ("What is an XYZ?", "What is an XYZ?"),  # nobody says what it is
        ("what does it do?", "what does it do?"),
    ],
)
def test_abbreviations_are_spelt_out_where_the_library_hardly_has_them(asked: str, told: str) -> None:
    texts = Texts("Lahti tried Personal Carbon Trading (PCT).", *["The Danish Design Center (DDC) says so."] * 4)

    assert spelt_out(asked, texts) == told
