"""What a team does in a real browser: search, narrow, keep, export to Word, compare, share the address."""

import re
from pathlib import Path
from urllib.parse import urlencode

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

STARTER_SECONDS = 240  # a busy machine takes minutes to read the starter library
CASES = ["leuven-2030", "decoupling-2030", "malmo-2030"]


def open_ready(page: Page, app: App) -> None:
    """Wait until the starter library has been read."""
    page.goto(app.address)
    expect(page.get_by_role("heading", name="Mission Partnership Assistant")).to_be_visible()
    expect(page.get_by_text("Questions to start with")).to_be_visible(timeout=STARTER_SECONDS * 1000)
    expect(page.get_by_text("You can already type your question")).to_have_count(0, timeout=STARTER_SECONDS * 1000)


def open_search(page: Page, app: App, words: str = "") -> None:
    page.goto(f"{app.address}/search?{urlencode({'q': words})}" if words else f"{app.address}/search")
    expect(page.get_by_role("heading", name="Search excerpts")).to_be_visible()


def search_for(page: Page, words: str) -> None:
    box = page.get_by_label("exact phrases")
    box.fill(words)
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q="))
    expect(page.get_by_text(re.compile(r"^(Best )?\d+ excerpts? from \d+ source")).first).to_be_visible()


def keep_first(page: Page, *, collection: str, note: str) -> None:
    page.get_by_role("button", name="Keep").first.click()
    menu = page.get_by_test_id("stPopoverBody")
    name = menu.get_by_label("Its name")
    expect(menu.get_by_label("Note (optional)")).to_be_visible()
    if name.count():
        name.fill(collection)
    menu.get_by_label("Note (optional)").fill(note)
    menu.get_by_role("button", name="Keep").click()
    expect(page.get_by_text(f"Kept in “{collection}”")).to_be_visible()
    expect(menu).to_have_count(0)


def test_a_search_is_narrowed_by_a_click_and_its_address_opens_it_elsewhere(
    page: Page, app: App, browser: Browser
) -> None:
    open_ready(page, app)
    open_search(page, app)
    search_for(page, "who sits on the board")
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile(r"^Denmark \(\d+\)")).click()
    expect(page).to_have_url(re.compile(r"place%3ADenmark"))
    expect(page.get_by_label("exact phrases")).to_have_value("who sits on the board place:Denmark")
    expect(page.get_by_test_id("stSpinner")).to_have_count(0)
    first = page.locator("[class*='st-key-found-']").first
    marked = first.locator("span[style*='background']").first
    expect(marked).to_be_visible()

    elsewhere = browser.new_context(viewport={"width": 375, "height": 740})
    other = elsewhere.new_page()
    other.goto(page.url)

    expect(other.locator("[class*='st-key-found-']").first).to_contain_text(marked.inner_text()[:40], timeout=60_000)
    assert other.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    elsewhere.close()


def test_excerpts_of_three_cases_are_kept_and_leave_as_a_word_file(page: Page, app: App, tmp_path: Path) -> None:
    open_ready(page, app)
    for number, case in enumerate(CASES, 1):
        open_search(page, app, f"governance board source:{case}")
        keep_first(page, collection="Brief on governance", note=f"Note {number} =1+1 <b>")
    page.goto(f"{app.address}/collections")
    page.get_by_role("button", name=re.compile("Brief on governance")).click()
    expect(page.get_by_text("Note:")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"/collections\?id=\w+"))

    page.get_by_role("button", name="Down").first.click()
    titles = page.locator("[class*='st-key-kept-'] strong", has_text=re.compile(r"^\d\. "))
    expect(titles.nth(1)).to_contain_text("Leuven 2030")
    page.get_by_role("button", name="Export").click()
    page.get_by_test_id("stPopoverBody").get_by_text("Word", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download as Word").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    assert path.name == "brief-on-governance.docx"
    word = docx.Document(str(path))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert text.index("Note 2") < text.index("Note 1") < text.index("Note 3")
    assert text.count("Quotation from:") == 3
    assert text.count("Licence: CC BY 4.0") == 3
    assert "Collection: “Brief on governance”" in text
    assert any(part.partname == "/word/footnotes.xml" for part in word.part.package.iter_parts())


def test_the_whole_of_a_search_leaves_as_a_file(page: Page, app: App, tmp_path: Path) -> None:
    open_ready(page, app)
    open_search(page, app, "governance")
    page.get_by_role("button", name="Export").click()
    menu = page.get_by_test_id("stPopoverBody")
    menu.get_by_text("Markdown", exact=True).click()
    expect(menu.get_by_text("The 10 shown")).to_be_visible()
    menu.get_by_text(re.compile(r"^All \d+ that hold the words$")).click()
    with page.expect_download() as download:
        menu.get_by_role("button", name=re.compile(r"^Download as Markdown \((?!10 )\d+ quotations\)$")).click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)

    text = path.read_text()
    said = re.search(r"word for word: all (\d+) that hold the words", text)
    assert said is not None
    assert text.count("Quotation from:") == int(said[1]) > 10


def test_what_is_not_in_the_library_is_said(page: Page, app: App) -> None:
    open_ready(page, app)
    open_search(page, app, "governance place:Danmark")
    expect(page.get_by_text("Did you mean Denmark?")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Drop ")).first.click()
    expect(page.locator("[class*='st-key-found-']").first).to_be_visible()

    open_search(page, app, "zzzxqy")
    expect(page.get_by_text("Nothing in the library holds “zzzxqy”")).to_be_visible()


def test_a_misspelt_word_is_offered_as_the_library_has_it(page: Page, app: App) -> None:
    open_ready(page, app)
    open_search(page, app, "goverment procuremant place:Denmark")

    page.get_by_role("button", name="Search for government procurement").click()

    expect(page.get_by_label("exact phrases")).to_have_value("government procurement place:Denmark")
    expect(page.get_by_text("Nothing in")).to_have_count(0)


def test_a_search_is_typed_kept_and_put_in_order_by_keys_alone(page: Page, app: App) -> None:
    open_ready(page, app)
    page.goto(f"{app.address}/search")
    expect(page.get_by_label("exact phrases")).to_be_focused()
    page.keyboard.type("citizen assembly")
    page.keyboard.press("Enter")
    cards = page.locator("[class*='st-key-found-']")
    expect(cards).to_have_count(10)
    assert len(set(cards.locator("p > strong:first-child").all_inner_texts())) > 3
    for number in range(2):
        page.get_by_role("button", name="Keep").nth(number).focus()
        page.keyboard.press("Enter")
        menu = page.get_by_test_id("stPopoverBody")
        expect(menu.locator(":focus")).to_have_count(1)
        menu.get_by_role("button", name="Keep").focus()
        page.keyboard.press("Enter")
        expect(menu).to_have_count(0)
        expect(page.get_by_role("button", name="Keep").nth(number)).to_be_focused()

    page.goto(f"{app.address}/collections")
    page.get_by_role("button", name=re.compile("My excerpts|Brief")).first.click()
    page.get_by_role("button", name="Down").first.focus()
    moved = page.locator("[class*='st-key-kept-'] strong").first.inner_text().removeprefix("1. ")
    page.keyboard.press("Enter")

    expect(page.locator("[class*='st-key-kept-']", has_text=f"2. {moved}").locator(":focus")).to_have_count(1)


def test_when_a_phrase_stands_nowhere_what_nearly_matches_is_shown(page: Page, app: App) -> None:
    open_ready(page, app)
    open_search(page, app, '"boards of the mission" place:Denmark')
    expect(page.get_by_role("heading", name="What nearly matches")).to_be_visible()
    expect(page.locator("[class*='st-key-found-']").first).to_be_visible()

    page.get_by_role("button", name="Drop the exact phrase").click()

    expect(page.get_by_label("exact phrases")).to_have_value("boards of the mission place:Denmark")


def test_a_copied_reference_opens_the_same_words_and_paragraphs_are_kept(page: Page, app: App) -> None:
    open_ready(page, app)
    open_search(page, app, "board delegates source:leuven-2030")
    first = page.locator("[class*='st-key-found-']").first
    words = first.locator("span[style*='background']").first.inner_text()
    first.get_by_role("link", name="Open in context").click()
    expect(page).to_have_url(re.compile("/source"))
    expect(page.get_by_role("button", name="Copy reference")).to_have_count(1)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    page.get_by_role("button", name="Copy reference").click()
    reference = page.get_by_test_id("stPopoverBody").locator("code").inner_text()

    page.goto(reference.splitlines()[0].rsplit(" ", 1)[1])
    expect(page.locator("span[style*='background']").first).to_contain_text(words.split(". ")[0])

    page.get_by_text("Tick paragraphs to keep").click()
    boxes = page.get_by_role("checkbox")
    expect(boxes.nth(3)).to_be_attached()
    for number in (1, 2):  # the first is the switch itself or a paragraph: two others
        page.get_by_test_id("stMain").get_by_test_id("stCheckbox").nth(number).locator("label").click()
        expect(page.get_by_role("button", name=f"Keep {number} paragraph")).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    page.get_by_role("button", name="Keep 2 paragraphs").click()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name="Keep").click()
    expect(page.get_by_text("Kept in “")).to_be_visible()


@pytest.mark.parametrize(
    "odd",
    ["x" * 10_000, "<script>alert(1)</script> **b** $x$ :smile:", "任务治理", 'a" OR NOT ( * ^ :', "😀"],
    ids=["long", "markup", "script", "operators", "emoji"],
)
def test_odd_searches_are_met_politely(page: Page, app: App, odd: str) -> None:
    open_ready(page, app)
    open_search(page, app, odd)

    expect(page.get_by_text(re.compile("excerpts? from|Type words and press Enter|Nothing in")).first).to_be_visible()
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_cases_stand_side_by_side_and_every_cell_opens_its_source(page: Page, app: App) -> None:
    open_ready(page, app)
    page.goto(f"{app.address}/compare?cases={','.join(CASES)}")
    table = page.locator("table")
    expect(table.locator("th")).to_have_count(4)
    expect(table.get_by_text("Barriers")).to_be_visible()
    for row in table.locator("tbody tr").all():
        for cell in row.locator("td").all()[1:]:
            assert cell.inner_text().strip()

    address = table.get_by_role("link", name="[open]").first.get_attribute("href")
    page.goto(f"{app.address}{address}")

    expect(page.locator("span[style*='background']").first).to_be_visible()
