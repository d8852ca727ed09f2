from datetime import UTC, datetime

import pytest

from knowledge.listing import with_words
from knowledge.types import Source, SourceDetails, SourceStatus

MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


def source(id_, title, **details):
    said = SourceDetails(title, **details)
    return Source(id_, 1, said, SourceStatus.LIVE, 3, f"{id_}.pdf", "application/pdf", "0" * 64, MOMENT, "amal", MOMENT)


HARBOUR = source("harbour", "Harbour mission", kind="case-study", places=("Denmark", "Vejle"), authors=("Jens Bakke",))
MEALS = source("meals", "School meals", kind="transcript", themes=("food",), date="2023-05")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", [HARBOUR, MEALS]),
        ("HARBOUR", [HARBOUR]),
        ("vejle bakke", [HARBOUR]),
        ("case study", [HARBOUR]),
        ("food 2023", [MEALS]),
        ("meals.pdf", [MEALS]),
        ("harbour food", []),
    ],
)
def test_sources_are_found_by_all_the_words_that_are_said_of_them(words, found):
    assert list(with_words([HARBOUR, MEALS], words)) == found
