"""The main job in a real browser: ask, read the answer, open a citation, see the marked sentence."""

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, App

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


def ask(page: Page, question: str) -> None:
    answers = page.get_by_test_id("stChatMessage")
    before = answers.count()
    page.get_by_test_id("stChatInputTextArea").fill(question)
    page.keyboard.press("Enter")
    expect(answers).to_have_count(before + 2)
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    expect(page.locator("[role=status]", has_text="Answer ready")).to_have_count(1)


def open_ready(page: Page, app: App) -> None:
    page.goto(app.address)
    expect(page.get_by_role("heading", name="Mission Partnership Assistant")).to_be_visible()
    expect(page.get_by_text("Questions to start with")).to_be_visible(timeout=300_000)
    expect(page.get_by_text("You can already type your question")).to_have_count(0, timeout=300_000)


def test_a_question_is_answered_and_its_citation_opens_at_the_marked_sentence(page: Page, app: App) -> None:
    open_ready(page, app)
    ask(page, "How is Leuven 2030 governed?")

    answer = page.get_by_test_id("stChatMessage").last
    first_mark = answer.get_by_role("link", name="[1]").first
    expect(first_mark).to_have_attribute("href", re.compile(r"/source\?id=[\w-]+&version=\d+&start=\d+&end=\d+"))
    expect(answer.get_by_text("Based on:")).to_be_visible()

    answer.get_by_text(re.compile(r"^Evidence: \d+ quotation")).click()
    card = answer.get_by_test_id("stExpander").first
    quote = card.locator("span[style*='background']").first.inner_text().strip()
    card.get_by_role("link", name="Open in context").first.click()

    expect(page).to_have_url(re.compile(r"/source\?"))
    marked = page.locator("span[style*='background']", has_text=quote[:40]).first
    expect(marked).to_be_visible()
    expect(marked).to_be_in_viewport()


def test_a_follow_up_keeps_the_thread_and_a_reload_keeps_the_conversation(page: Page, app: App) -> None:
    open_ready(page, app)
    ask(page, "What is the aim of Sønderborg's ProjectZero?")
    ask(page, "and how is it governed?")

    second = page.get_by_test_id("stChatMessage").last
    expect(second.get_by_role("link", name="[1]").first).to_be_visible()
    page.reload()

    expect(page.get_by_test_id("stChatMessage")).to_have_count(4, timeout=60_000)
    expect(page.get_by_text("and how is it governed?").first).to_be_visible()


def test_what_is_not_covered_is_said_with_a_way_on(page: Page, app: App) -> None:
    open_ready(page, app)
    ask(page, "What is the best recipe for sourdough bread?")

    answer = page.get_by_test_id("stChatMessage").last
    expect(answer.get_by_text("does not cover", exact=False).first).to_be_visible()
    expect(answer.get_by_role("link", name="[1]")).to_have_count(0)


@pytest.mark.parametrize(
    "odd",
    ["   .   ", "<script>alert(1)</script> **bold** $x$", "任务治理如何运作?", "word " * 700],
    ids=["dots", "markup", "script", "long"],
)
def test_odd_questions_are_met_politely(page: Page, app: App, odd: str) -> None:
    open_ready(page, app)
    ask(page, odd)

    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_page_fits_a_small_screen_and_can_be_used_by_keyboard(page: Page, app: App) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    open_ready(page, app)

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_test_id("stChatInputTextArea").focus()
    page.keyboard.type("Who leads Leuven 2030?")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stChatMessage").last.get_by_text("Based on:")).to_be_visible()


def test_a_small_screen_begins_with_the_title_and_its_closed_sidebar_takes_no_focus(page: Page, app: App) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    open_ready(page, app)

    expect(page.get_by_role("heading", name="Mission Partnership Assistant")).to_be_in_viewport()
    expect(page.get_by_test_id("stSidebar")).to_have_css("visibility", "hidden")  # so that Tab does not go there


def test_a_page_link_that_has_the_focus_shows_it(page: Page, app: App) -> None:
    open_ready(page, app)
    for _ in range(4):
        page.keyboard.press("Tab")

    link = page.locator(":focus")
    expect(link).to_have_attribute("data-testid", "stSidebarNavLink")
    expect(link).to_have_css("outline-style", "solid")
    expect(link).to_have_css("outline-width", "3px")


def test_the_command_line_works_beside_the_open_app(page: Page, app: App) -> None:
    open_ready(page, app)

    done = subprocess.run(
        [sys.executable, "-m", "cli", "search", "Leuven 2030 board", "--json", "--data", str(app.data_dir)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert "leuven-2030" in {result["source"] for result in json.loads(done.stdout)["results"]}


def test_a_long_answer_is_shown_from_its_question_on(page: Page, app: App) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    open_ready(page, app)
    ask(page, "How do you measure progress of a mission?")

    expect(page.get_by_text("You asked:").last).to_be_in_viewport()


def test_steps_stand_behind_the_headings_they_come_from(page: Page, app: App) -> None:
    open_ready(page, app)
    ask(page, "How do you measure progress of a mission?")

    step = page.get_by_test_id("stChatMessage").last.get_by_role("listitem").first
    expect(step.locator("strong")).to_have_text(re.compile(r"^\w.+\.$"))
