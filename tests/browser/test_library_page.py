"""The Library page in a real browser: from dropping a file to withdrawing what came of it, as a trainer does it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SLOW = 30_000
"""Milliseconds: what embeds or changes the library takes a while on a busy machine."""

A_PRESS = 150
"""Milliseconds that a person holds a button of the mouse down."""

CASE = """---
title: {title}
date: 2024-03
---
# {title}

## Governance

{title} has been led by a board of {partners} partners since May 2023, and its minutes are public.

## Funding

The municipality of Vejle pays {amount} million euro for the first three years of {title}.
"""
TALK = """WEBVTT

00:00:01.000 --> 00:00:08.000
<v Amal Holt>My name is Amal Holt, and I lead the quay lighting mission in Vejle for the municipality.

00:00:08.500 --> 00:00:15.000
<v Amal Holt>You can write to amal.holt@example.org about the governance of the quay lighting mission.

00:00:15.500 --> 00:00:24.000
<v Jens Bakke>Thank you, Amal. The board of the quay lighting mission met four times in 2023 in Vejle.
"""
NEW_SPEAKER = """
00:00:25.000 --> 00:00:32.000
<v Mary Berg>Thank you, Jens. The harbour crane mission of Vejle has seven partners this year.
"""


@pytest.fixture
def library(page: Page, app: App) -> Page:
    """The Library page, ready, with no upload waiting in it."""
    page.goto(f"{app.address}/library")
    expect(page.get_by_role("heading", name="Library", exact=True)).to_be_visible(timeout=300_000)
    # While the starter library is read, the lists grow and are drawn anew under the hands of the test.
    expect(page.get_by_text("Loading the search model")).to_have_count(0, timeout=300_000)
    expect(page.get_by_text("Reading the starter library")).to_have_count(0, timeout=300_000)
    return page


def show_part(page: Page, name: str) -> None:
    part = page.get_by_role("radio", name=name, exact=True)
    part.click()
    expect(part).to_be_checked()


def upload(page: Page, *files: dict[str, object] | Path) -> None:
    show_part(page, "Add material")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(list(files))


def made(name: str, text: str) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": text.encode()}


def card(page: Page, name: str) -> Locator:
    """The bordered box of one file that is ready, or done with."""
    return page.locator("[class*='st-key-ready-'], [class*='st-key-finished-']", has_text=name).first


def publish(page: Page, name: str) -> None:
    card(page, name).get_by_role("button", name="Publish").click()
    expect(page.locator("[class*='st-key-finished-']", has_text=name)).to_be_visible()


def told(page: Page, words: str) -> Locator:
    """What the last action did, as it is drawn; the same words also stand in the live region."""
    return page.get_by_test_id("stAlertContentSuccess").get_by_text(words)


def choose(page: Page, title: str) -> Locator:
    show_part(page, "Sources")
    page.get_by_role("combobox", name=re.compile("Look at one of")).fill(title)
    page.get_by_role("option", name=title).first.click()
    box = page.locator(".st-key-library-source")
    expect(box.get_by_role("heading", name=title)).to_be_visible()
    return box


def test_a_file_is_looked_at_corrected_published_and_then_answers(library: Page, app: App) -> None:
    upload(library, made("lock.md", CASE.format(title="The canal lock mission", partners="eleven", amount=7)))
    ready = card(library, "lock.md")
    expect(ready.get_by_text("Read: ")).to_be_visible()
    ready.get_by_role("tab", name="Questions it can answer").click()
    expect(ready.get_by_text("eleven partners").last).to_be_visible()
    ready.get_by_role("tab", name="Correct the details").click()
    ready.get_by_label("Publisher").fill("Vejle municipality")
    library.keyboard.press("Tab")
    publish(library, "lock.md")

    library.goto(f"{app.address}/search?q=canal+lock+mission+partners")

    expect(library.get_by_text("The canal lock mission").first).to_be_visible()


def test_files_fail_one_by_one_with_advice_and_the_good_one_goes_on(library: Page) -> None:
    upload(
        library,
        made("not a report.pdf", "%PDF-1.7 cut off"),
        made("empty.txt", ""),
        made(
            "<b>odd **file** $x$.txt",
            "The footbridge mission of Vejle has nine partners. They met four times in 2023.\n",
        ),
    )

    expect(card(library, "not a report.pdf").get_by_text("What to do:")).to_be_visible()
    expect(card(library, "empty.txt").get_by_text("What to do:")).to_be_visible()
    odd = card(library, "<b>odd **file** $x$.txt")
    expect(odd.get_by_role("button", name="Publish")).to_be_visible()
    odd.get_by_role("button", name="Discard").click()
    expect(library.locator("[class*='st-key-ready-']", has_text="odd")).to_have_count(0)


def test_names_are_replaced_by_roles_before_anything_is_published(library: Page) -> None:
    upload(library, made("quay.vtt", TALK))
    ready = card(library, "quay.vtt")
    expect(ready.get_by_text("It seems to hold personal data")).to_be_visible()

    ready.get_by_role("tab", name=re.compile("Names and addresses")).click()
    ready.get_by_role("button", name="Replace by roles").click()

    expect(ready.get_by_text("replaced by roles")).to_be_visible()
    ready.get_by_role("tab", name="What was read").click()
    expect(ready.get_by_text("Participant 1").first).to_be_visible()
    expect(ready.get_by_text("Amal Holt:")).to_have_count(0)
    expect(ready.get_by_text("My name is Amal")).to_have_count(0)
    ready.get_by_role("button", name="Discard").click()
    expect(library.locator("[class*='st-key-ready-']", has_text="quay.vtt")).to_have_count(0)


def test_publish_pressed_in_the_same_moment_as_the_roles_never_publishes_the_names(library: Page) -> None:
    upload(library, made("ferry.vtt", TALK.replace("quay lighting", "harbour ferry")))
    ready = card(library, "ferry.vtt")
    ready.get_by_role("tab", name=re.compile("Names and addresses")).click()
    pressed = [ready.get_by_role("button", name=name) for name in ("Replace by roles", "Publish")]
    for button in pressed:
        expect(button).to_be_visible()

    library.evaluate("(buttons) => buttons.forEach(one => one.click())", [one.element_handle() for one in pressed])

    finished = library.locator("[class*='st-key-finished-']", has_text="ferry.vtt")
    asked = library.get_by_text("Not published yet")
    expect(finished.or_(asked)).to_be_visible(timeout=SLOW)
    if asked.is_visible():  # Streamlit has dropped the first press, as it may
        ready.get_by_role("button", name="Replace by roles").click()
        expect(ready.get_by_text("replaced by roles")).to_be_visible()
        expect(ready.get_by_role("button", name="Publish with the names")).to_have_count(0)
        ready.get_by_role("button", name="Publish").click()
    expect(finished).to_be_visible(timeout=SLOW)
    box = choose(library, "Ferry")
    with library.expect_download() as download:
        box.get_by_role("button", name="Download the original").click()
    text = download.value.path().read_text()
    assert "Participant 1" in text
    assert "Amal Holt" not in text


def test_roles_are_carried_over_to_a_new_version_seen_undone_and_forgotten(library: Page) -> None:
    talk = TALK.replace("quay lighting", "harbour crane")
    upload(library, made("crane.vtt", talk))
    ready = card(library, "crane.vtt")
    ready.get_by_role("tab", name=re.compile("Names and addresses")).click()
    ready.get_by_role("button", name="Replace by roles").click()
    expect(ready.get_by_text("replaced by roles")).to_be_visible()
    publish(library, "crane.vtt")

    upload(library, made("crane.vtt", talk.replace("four times", "five times") + NEW_SPEAKER))
    ready = library.locator("[class*='st-key-ready-']", has_text="crane.vtt").first
    expect(ready.get_by_text("as in version 1")).to_be_visible()
    expect(ready.get_by_text("more personal data (")).to_be_visible()
    ready.get_by_role("tab", name="What was read").click()
    expect(ready.get_by_text("Participant 1").first).to_be_visible()
    expect(ready.get_by_text("Amal Holt:")).to_have_count(0)
    ready.get_by_role("tab", name=re.compile("Names and addresses")).click()
    expect(ready.get_by_label(re.compile("^Mary Berg"))).to_have_value("Participant 3")
    ready.get_by_role("button", name="Bring the names back").click()
    expect(ready.get_by_text("as in version 1")).to_have_count(0)
    ready.get_by_role("button", name="Replace by roles").click()
    expect(ready.get_by_text("replaced by roles")).to_be_visible()
    ready.get_by_role("button", name="Publish as a new version").click()
    expect(library.locator("[class*='st-key-finished-']", has_text="Version 2")).to_be_visible(timeout=SLOW)

    box = choose(library, "Crane")
    box.get_by_text(re.compile(r"Names and roles \(")).click()
    expect(box.get_by_text("Mary Berg: Participant 3")).to_be_visible()
    box.get_by_role("button", name="Forget these names").click(delay=A_PRESS)  # while its part still opens
    expect(told(library, "The names are forgotten")).to_be_visible(timeout=SLOW)
    expect(library.locator(".st-key-library-source").get_by_text("Mary Berg")).to_have_count(0)


def test_uploads_outlast_the_page(library: Page) -> None:
    upload(library, made("pier.md", CASE.format(title="The pier mission", partners="five", amount=3)))
    expect(card(library, "pier.md").get_by_role("button", name="Publish")).to_be_visible()

    library.reload()
    show_part(library, "Add material")

    card(library, "pier.md").get_by_role("button", name="Discard").click()
    expect(library.locator("[class*='st-key-ready-']", has_text="pier.md")).to_have_count(0)


def test_a_new_version_replaces_the_old_one_only_when_it_is_published(library: Page, tmp_path: Path) -> None:
    text = CASE.format(title="The tug mission", partners="six", amount=4)
    upload(library, made("tug.md", text))
    publish(library, "tug.md")
    box = choose(library, "The tug mission")
    box.get_by_text("Replace with a new version").click()
    new = tmp_path / "tug again.md"
    new.write_text(text.replace("six", "thirteen"))
    box.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(new)
    expect(library.get_by_text("1 file to check and publish")).to_be_visible(timeout=SLOW)
    expect(library.get_by_text("is being read")).to_have_count(0)

    box.get_by_role("button", name="Check it").click()
    expect(card(library, "tug again.md").get_by_text("goes on answering until you publish")).to_be_visible()
    publish(library, "tug again.md")

    box = choose(library, "The tug mission")
    box.get_by_role("button", name="Download the original").focus()
    library.keyboard.press("Shift+Tab")
    expect(box.get_by_role("link", name="Read it")).to_be_focused()
    expect(box.get_by_role("link", name="Read it")).to_have_css("outline-width", "3px")
    box.get_by_text("Versions and changes").click()
    expect(box.get_by_text("Version 2 (current)")).to_be_visible()
    with library.expect_download() as download:
        box.get_by_role("button", name="Download the original").click()
    assert "thirteen" in download.value.path().read_text()


def test_a_source_is_withdrawn_after_a_question_and_brought_back(library: Page) -> None:
    upload(library, made("buoy.md", CASE.format(title="The buoy mission", partners="eight", amount=2)))
    publish(library, "buoy.md")
    box = choose(library, "The buoy mission")
    box.get_by_role("button", name="Withdraw").click()
    library.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(library.get_by_role("dialog")).to_have_count(0)
    box.get_by_role("button", name="Withdraw").click()
    library.get_by_role("dialog").get_by_role("button", name="Withdraw it").click()
    expect(told(library, "Withdrawn: The buoy mission")).to_be_visible(timeout=SLOW)

    show_part(library, "Withdrawn")
    entry = library.locator("[class*='st-key-withdrawn-']", has_text="The buoy mission")
    entry.get_by_role("button", name="Bring it back").click()

    expect(told(library, "Back in the library: The buoy mission")).to_be_visible(timeout=SLOW)


def hold_down(page: Page, button: Locator) -> tuple[float, float]:
    """Press the mouse down on a button and move the page below it, as a notice does that comes; where the mouse is."""
    for _ in range(20):
        button.hover()
        page.wait_for_timeout(250)  # the part that the button is in may still be opening
        if button.evaluate("(button) => button.matches(':hover')"):
            break
    box = button.bounding_box()
    assert box
    page.mouse.down()
    assert button.evaluate("(button) => button.matches(':active')"), "the page moved before the press"
    button.evaluate(
        """(button) => {
          const line = document.createElement("div");
          line.style.height = "90px";
          button.closest("[class*=st-key-library-source]").prepend(line);
        }"""
    )
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_press_counts_when_the_page_moves_under_the_mouse(library: Page) -> None:
    box = choose(library, "Aalborg University in Denmark as a mission-oriented university")

    hold_down(library, box.get_by_role("button", name="Withdraw"))
    library.mouse.up()

    expect(library.get_by_role("dialog")).to_be_visible()
    library.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(library.get_by_role("dialog")).to_have_count(0)


def test_a_press_that_is_drawn_away_from_its_button_is_none(library: Page) -> None:
    box = choose(library, "Aalborg University in Denmark as a mission-oriented university")

    x, y = hold_down(library, box.get_by_role("button", name="Withdraw"))
    library.mouse.move(x + 160, y)
    library.mouse.up()

    library.wait_for_timeout(1500)
    expect(library.get_by_role("dialog")).to_have_count(0)


def test_the_page_fits_a_small_screen(library: Page) -> None:
    library.set_viewport_size({"width": 375, "height": 740})
    for part in ("Sources", "Add material", "Withdrawn"):
        show_part(library, part)
        expect(library.get_by_role("heading", name="Library", exact=True)).to_be_visible()
        assert library.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), part
