"""Sign-in over OpenID Connect: only the trainers named in the settings may change the library."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import ROOT, App, free_port, serving
from tests.browser.sign_in_provider import CLIENT, Provider, provider

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def identity() -> Iterator[Provider]:
    """A provider that signs anybody in."""
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def signed_app(identity: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with sign-in configured, in a folder of its own, with one trainer."""
    folder = tmp_path_factory.mktemp("signed")
    port = free_port()
    secrets = folder / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"s" * 40}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "secret"\n'
        f'server_metadata_url = "{identity.address}/.well-known/openid-configuration"\n'
    )
    environment = {"MISSION_TRAINERS": "Trainer@example.org"}
    options = ("--host", "0.0.0.0", "--no-starter")
    with serving(folder / "data", *options, port=port, cwd=folder, environment=environment) as running:
        yield running


def _sign_in(page: Page, app: App, identity: Provider, **claims: object) -> None:
    identity.claims = {"sub": "1", **claims}
    page.goto(f"{app.address}/insights")
    expect(page.get_by_text("Only trainers may", exact=False)).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)
    page.goto(f"{app.address}/insights")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)


def _keep_first_excerpt(page: Page, app: App, collection: str) -> None:
    page.goto(f"{app.address}/search?q=harbour")
    page.get_by_role("button", name="Keep").first.click()
    menu = page.get_by_test_id("stPopoverBody")
    menu.get_by_label("Its name").fill(collection)
    menu.get_by_label("Note (optional)").fill("Ask the port.")
    menu.get_by_role("button", name="Keep").click()
    expect(page.get_by_text(f"Kept in “{collection}”")).to_be_visible()


def test_a_shared_collection_is_read_and_copied_by_others_and_changed_by_its_owner_only(
    page: Page, browser: Browser, signed_app: App, identity: Provider, tmp_path: Path
) -> None:
    report = tmp_path / "harbour.md"
    report.write_text("# Clean Harbour\n\nThe harbour board has nine seats and meets each month in the old town.\n")
    command = [sys.executable, "-m", "cli", "ingest", str(report), "--data", str(signed_app.data_dir)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True, timeout=120)
    _sign_in(page, signed_app, identity, email="ada@example.org", email_verified=True)
    _keep_first_excerpt(page, signed_app, "Seats of residents")
    page.goto(f"{signed_app.address}/collections")
    page.get_by_role("button", name=re.compile("Seats of residents")).click()
    expect(page.get_by_role("button", name="Remove")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?id="))

    context = browser.new_context()
    other = context.new_page()
    _sign_in(other, signed_app, identity, email="ben@example.org", email_verified=True)
    other.goto(page.url)
    expect(other.get_by_text("nine seats")).to_be_visible()
    expect(other.get_by_text("Ask the port.")).to_be_visible()
    expect(other.get_by_text("Somebody else's collection")).to_be_visible()
    expect(other.get_by_role("button", name="Export")).to_be_visible()
    for deed in ("Remove", "Up", "Down", "Note", "Delete"):
        expect(other.get_by_role("button", name=deed, exact=True)).to_have_count(0)
    expect(other.get_by_text("Name and notes")).to_have_count(0)

    other.get_by_role("button", name="Copy to my collections").click()
    other.get_by_role("button", name="Remove").click()
    expect(other.get_by_text("Nothing is kept here yet")).to_be_visible()
    page.reload()
    expect(page.get_by_text("nine seats")).to_be_visible()
    other.goto(f"{signed_app.address}/collections")
    expect(other.get_by_role("button", name=re.compile(r"Seats of residents.*\(0 excerpts\)"))).to_be_visible()
    context.close()


def test_a_trainer_signs_in_and_out(page: Page, signed_app: App, identity: Provider) -> None:
    _sign_in(page, signed_app, identity, email="trainer@example.org", email_verified=True)

    expect(page.get_by_text(re.compile("Signed in as trainer@.?example.org"))).to_be_visible()
    expect(page.get_by_text("No question is waiting.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize(
    "claims",
    [{"email": "someone@example.org"}, {"email": "trainer@example.org", "email_verified": False}, {}],
    ids=["not a trainer", "address not checked", "no address"],
)
def test_anyone_else_stays_a_reader(page: Page, signed_app: App, identity: Provider, claims: dict[str, object]) -> None:
    _sign_in(page, signed_app, identity, **claims)

    expect(page.get_by_text("Only trainers may", exact=False)).to_be_visible()
