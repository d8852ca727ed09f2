"""Which guide as a whole answers a how-to question, over real guides and the real embedding model."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.assistant import AskRequest, Assistant
from ingest.intake import IncomingFile, Intake
from knowledge.library import open_library
from knowledge.settings import Settings

GUIDES = Path(__file__).parents[3] / "knowledge" / "starter" / "guides"
NAMES = ("choosing-partners-by-sector", "governing-a-mission", "measuring-mission-progress", "when-to-choose-a-mission")


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), _env_file=None)
    with open_library(settings) as library:
        files = [IncomingFile(GUIDES / f"{name}.md", added_by="test", wanted_id=name) for name in NAMES]
        for result in Intake(library).add(files):
            assert result.error is None, result.error
        yield Assistant(library, record_gaps=False)


@pytest.mark.parametrize(
    ("question", "guide"),
    [
        ("How do we set up governance for a mission?", "governing-a-mission"),
        ("How do you measure whether a mission is working?", "measuring-mission-progress"),
    ],
)
def test_the_guide_that_a_question_asks_for_answers_step_by_step(assistant, question, guide):
    answer = assistant.ask(AskRequest(question))

    assert {citation.source_id for citation in answer.citations} == {guide}
    steps = [citation.locator for citation in answer.citations if "Step" in citation.locator]
    assert len(steps) > 3


def test_a_question_that_shares_no_more_than_the_word_mission_with_guides_is_answered_by_none_alone(assistant):
    answer = assistant.ask(AskRequest("How do we choose what mission to work on?"))

    assert answer.citations[0].source_id == "when-to-choose-a-mission"  # its title is not the nearest
    assert not all("Step" in citation.locator for citation in answer.citations)
