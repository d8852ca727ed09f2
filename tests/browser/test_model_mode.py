"""Model mode in a real browser, a real HTTP server in the model's place: stopping, and what is told of failures."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, App, serving
from tests.browser.test_ask_page import ask
from tests.integration.openai_server import Says, Server, openai_server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

QUESTION = "How is the Harbour mission in Northport governed?"
FIRST = "A board of nine members governs the Harbour mission in Northport [1]."
NOTE = """# Harbour mission in Northport

## Governance

A board of nine members governs the Harbour mission in Northport. Anna Berg has chaired the board of the Harbour mission
since March 2022.
"""


@dataclass(frozen=True)
class Written:
    """The app with a model, and the server that stands for it."""

    app: App
    server: Server


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("model")
    note, data = folder / "harbour.md", folder / "data"
    note.write_text(NOTE, encoding="utf-8")
    command = [sys.executable, "-m", "cli", "ingest", str(note), "--data", str(data)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=180)
    with openai_server() as server:
        given = {
            "MISSION_MODEL": "openai:local",
            "MISSION_MODEL_BASE_URL": server.url,
            "MISSION_MODEL_SECONDS": "120",
            "MISSION_MODEL_RETRIES": "0",
            "MISSION_STARTER": "false",
        }
        with serving(data, environment=given) as running:
            yield Written(running, server)


def open_page(page: Page, written: Written) -> None:
    page.goto(written.app.address)
    expect(page.get_by_text("What it knows: 1 source")).to_be_visible(timeout=300_000)
    expect(page.get_by_text("You can already type your question")).to_have_count(0, timeout=300_000)


def test_stop_keeps_the_sentences_written_by_then(page: Page, written: Written) -> None:
    written.server.will_say(Says(f"{FIRST} " + "It goes on and on " * 200, piece_seconds=0.2))
    open_page(page, written)
    page.get_by_test_id("stChatInputTextArea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text("It goes on", exact=False).first).to_be_visible()

    page.get_by_role("button", name="Stop").click()

    answer = page.get_by_test_id("stChatMessage").last
    expect(answer.get_by_text("held back", exact=False).first).to_be_visible()
    expect(answer.get_by_text("A board of nine members governs", exact=False).first).to_be_visible()
    expect(answer.get_by_role("link", name="[1]")).to_have_count(1)
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)


def test_stop_does_not_wait_for_a_silent_model(page: Page, written: Written) -> None:
    written.server.will_say(Says("Late.", wait_seconds=100))
    open_page(page, written)
    page.get_by_test_id("stChatInputTextArea").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Writing an answer from", exact=False)).to_be_visible()

    page.get_by_role("button", name="Stop").click()

    expect(page.get_by_text("stopped before its first sentence", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="[1]").first).to_be_visible()


def test_failing_model_is_told_above_the_quotations_with_advice(page: Page, written: Written) -> None:
    written.server.will_say(Says(status=401))
    open_page(page, written)

    ask(page, QUESTION)

    notice = page.get_by_test_id("stAlert")
    expect(notice).to_contain_text("refused the key")
    expect(notice).to_contain_text("OPENAI_API_KEY")
    expect(page.get_by_role("link", name="[1]").first).to_be_visible()
