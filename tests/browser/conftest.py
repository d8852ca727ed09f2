"""The real app in a real browser: one server with the starter library, one Chromium, a fresh page for each test."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
START_SECONDS = 180
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


expect.set_options(timeout=30_000)  # milliseconds; 5 s, the default, is short on a busy machine that embeds


@dataclass(frozen=True)
class App:
    """A running app."""

    address: str
    data_dir: Path
    process: subprocess.Popen[bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(app: App) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert app.process.poll() is None, "the app ended while it started"
        try:
            with urllib.request.urlopen(f"{app.address}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise AssertionError("the app did not start in time")


@contextmanager
def serving(
    data_dir: Path,
    *options: str,
    port: int | None = None,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> Iterator[App]:
    """The app over a data folder, served by the command with the hub offline until the block ends."""
    port = port or free_port()
    own = {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "MISSION_MODEL": ""}
    command = [sys.executable, "-m", "cli", "serve", "--data", str(data_dir), "--port", str(port), *options]
    with (data_dir.parent / f"serve-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **own, **(environment or {})}, stdout=log, stderr=subprocess.STDOUT
        )
        running = App(f"http://127.0.0.1:{port}", data_dir, process)
        try:
            _wait_until_up(running)
            yield running
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, served on a free port from an empty data folder."""
    with serving(tmp_path_factory.mktemp("data"), "--starter") as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it."""
    found = os.environ.get("MISSION_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    if found is None:
        pytest.fail("Chromium was not found; `make test` installs it, or set MISSION_CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser page that fails the test when it asks anything of another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    foreign: list[str] = []
    context.on("request", lambda request: _note_foreign(request.url, foreign))
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()
    assert foreign == [], "the page asked other hosts"


def _note_foreign(url: str, foreign: list[str]) -> None:
    if url.startswith(("http", "ws")) and "//127.0.0.1" not in url:
        foreign.append(url)
