"""Sign-in over OpenID Connect: only the trainers named in the settings may change the library."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import App, free_port, serving
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
