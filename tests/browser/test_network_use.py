"""The app as visitors of a network meet it: they read and ask, change nothing, and see only what is their own."""

import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, App, serving
from tests.browser.test_ask_page import ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

CASES = ROOT / "knowledge" / "starter" / "cases"


@pytest.fixture(scope="module")
def network_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app on all addresses, without sign-in, with two sources."""
    data_dir = tmp_path_factory.mktemp("network")
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "MISSION_MODEL": "", "MISSION_DATA_DIR": str(data_dir)}
    files = [str(CASES / "leuven-2030.md"), str(CASES / "lahti-2025.md")]
    subprocess.run([sys.executable, "-m", "cli", "ingest", *files], cwd=ROOT, env=environment, check=True)
    with serving(data_dir, "--host", "0.0.0.0", "--no-starter") as running:
        yield running


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Another visitor's browser."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


def _opened(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)


def test_another_visitors_conversation_can_be_read_by_its_link_but_not_changed(
    network_app: App, page: Page, other: Page
) -> None:
    _opened(page, network_app.address)
    ask(page, "How is Leuven 2030 governed?")
    link = page.url
    assert re.search(r"\?c=[\w-]{16}$", link)

    _opened(other, link)

    expect(other.get_by_text("You are reading someone else's conversation")).to_be_visible()
    for action in ("Ask again", "Edit the question", "Change", "Delete this conversation"):
        expect(other.get_by_role("button", name=action)).to_have_count(0)
    expect(other.get_by_test_id("stFeedback")).to_have_count(0)
    expect(other.get_by_test_id("stSidebar").get_by_text("How is Leuven 2030 governed?")).to_have_count(0)

    ask(other, "What is the aim of Lahti?")

    assert other.url != link
    expect(other.get_by_test_id("stChatMessage")).to_have_count(4)
    page.goto(link)
    expect(page.get_by_test_id("stChatMessage")).to_have_count(2)


def test_visitors_cannot_change_the_library(network_app: App, page: Page) -> None:
    _opened(page, f"{network_app.address}/library")

    expect(page.locator("input[type=file]")).to_have_count(0)
    expect(page.get_by_role("button", name=re.compile("Withdraw|Erase|Publish|Add|Save"))).to_have_count(0)
    _opened(page, f"{network_app.address}/insights")
    expect(page.get_by_text("Only trainers may", exact=False)).to_be_visible()


ODD_VALUES = [
    "-1",
    "99999999999999999999",
    "%00",
    "..%2F..%2Fetc%2Fpasswd",
    "'%20OR%201=1--",
    "%F0%9F%A7%AD",
    "a" * 4000,
]


@pytest.mark.parametrize(
    "address",
    ["/?c={}", "/search?q={}", "/search?like={}", "/collections?id={}", "/compare?cases={}", "/source?id={}"]
    + [f"/source?id=leuven-2030&version={{}}&start=1&end=5&part={value}" for value in ("0", "-3", "9999")]
    + ["/source?id=leuven-2030&version=1&start={}&end=3", "/search?q=governance&order={}&layout={}"],
)
def test_odd_addresses_are_met_politely(network_app: App, page: Page, address: str) -> None:
    for value in ODD_VALUES:
        page.goto(network_app.address + address.replace("{}", value))
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)

        expect(page.get_by_text("Something went wrong")).to_have_count(0)
        expect(page.get_by_test_id("stException")).to_have_count(0)


def _status(address: str, **headers: str) -> int:
    request = urllib.request.Request(
        address, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_name_that_was_made_to_point_at_this_machine_is_refused(app: App) -> None:
    assert _status(f"{app.address}/_stcore/health", Host="evil.example") == 400
    assert _status(f"{app.address}/_stcore/health", Host="localhost:8501") == 200


def test_a_page_of_another_site_cannot_open_the_connection(app: App, network_app: App) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec_WebSocket_Version": "13",
        "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for running in (app, network_app):
        assert _status(f"{running.address}/_stcore/stream", Origin="http://evil.example", **upgrade) == 403


def test_someone_who_comes_through_a_proxy_is_a_reader(app: App, browser: Browser) -> None:
    context = browser.new_context(extra_http_headers={"X-Forwarded-For": "203.0.113.7"})
    try:
        page = context.new_page()
        _opened(page, f"{app.address}/insights")
        expect(page.get_by_text("Only trainers may", exact=False)).to_be_visible(timeout=30_000)
    finally:
        context.close()
