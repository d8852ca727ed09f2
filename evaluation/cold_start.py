"""From the command to the first painted page and to the first answer, in a real browser, beside an empty page."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Error, Page, sync_playwright

from evaluation import jobs
from evaluation.figures import Spread, spread
from evaluation.peers.weights import model_folder
from evaluation.systems import OURS, Question, installed

_PAGES: Final = Path(__file__).parent / "pages"
_BROWSER_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_WAIT_SECONDS: Final = 120
_STOP_SECONDS: Final = 30
_RETRY_SECONDS: Final = 0.02
QUESTION: Final = "Who leads the Danish mission for circular manufacturing, and what is its aim by 2030?"


@dataclass(frozen=True, slots=True)
class App:
    """A web app as it is started: ``arguments`` after the interpreter; ``heading`` is on its first page."""

    id: str
    label: str
    arguments: tuple[str, ...]
    heading: str
    environment: Mapping[str, str] = field(default_factory=dict)
    answered: str | None = "Based on:"  # text that is on the page once it has answered; None: it answers nothing


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the command, by run, and the most memory the server held. An empty page answers nothing."""

    app: str
    label: str
    first_paint: Spread
    first_answer: Spread | None
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class FirstFind:
    """Seconds from the command to the first evidence, without a page: interpreter, imports, model, index, question."""

    system: str
    seconds: Spread


def apps(library: Path, plain_index: Path) -> tuple[App, ...]:
    """The apps to start: nothing, the plain recipe, ours; both libraries are filled before."""
    streamlit = ("-m", "streamlit", "run")
    return (
        App("empty", "empty Streamlit page", (*streamlit, str(_PAGES / "empty.py")), "Empty page", answered=None),
        App(
            "plain",
            "Streamlit + LangChain, plain recipe",
            (*streamlit, str(_PAGES / "plain_recipe.py")),
            "Plain recipe",
            {"BENCH_INDEX": str(plain_index), "BENCH_MODEL": model_folder()},
        ),
        App(
            OURS.id,
            OURS.label,
            ("-m", "cli", "--data", str(library), "serve"),
            "Mission Partnership Assistant",
            answered="How this answer was made",
        ),
    )


def measure_apps(candidates: Sequence[App], *, rounds: int) -> tuple[Start, ...]:
    """Every app started ``rounds`` times, turn about, each time with a new browser profile."""
    seen: dict[str, list[tuple[float, float | None, int]]] = {app.id: [] for app in candidates}
    with _browser() as browser:
        for _ in range(rounds):
            for app in candidates:
                seen[app.id].append(_start(app, browser))
    return tuple(_summed(app, seen[app.id]) for app in candidates)


def measure_first_find(folder: Path, of: str, question: Question, *, rounds: int) -> tuple[FirstFind, ...]:
    """Every system opened and asked once in a new process, ``rounds`` times, turn about."""
    systems = installed()
    seconds: dict[str, list[float]] = {entry.id: [] for entry in systems}
    for _ in range(rounds):
        for entry in systems:
            job = jobs.FindJob(entry.id, folder / entry.id / of, (question,), entry.own_limit)
            seconds[entry.id].append(jobs.run(job, jobs.Found)[1].seconds)
    return tuple(FirstFind(system, spread(values)) for system, values in seconds.items())


def chromium() -> str | None:
    """The Chromium to drive: MISSION_CHROMIUM, or the first one installed; None where there is none."""
    named = os.environ.get("MISSION_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome")
    return named or next((found for name in names if (found := shutil.which(name))), None)


def _summed(app: App, runs: Sequence[tuple[float, float | None, int]]) -> Start:
    answers = [answer for _, answer, _ in runs if answer is not None]
    return Start(
        app.id,
        app.label,
        spread([paint for paint, _, _ in runs]),
        spread(answers) if answers else None,
        max(peak for _, _, peak in runs),
    )


@contextlib.contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(_BROWSER_FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def _start(app: App, browser: Browser) -> tuple[float, float | None, int]:
    """Seconds to the first page, to the first answer, and the server's peak memory.

    Raises:
        jobs.JobError: the app did not come to its page or answer.
    """
    port = _free_port()
    page = browser.new_context().new_page()
    began = time.perf_counter()
    with _server(app, port) as watched:
        try:
            _open_when_ready(page, port, began)
            page.get_by_role("heading", name=app.heading, level=1).wait_for(timeout=_WAIT_SECONDS * 1000)
            painted = time.perf_counter() - began
            answered = _ask(page, app.answered, began) if app.answered else None
        except Error as error:
            raise jobs.JobError(f"{app.label} was not seen to work: {error.message.splitlines()[0]}") from error
        finally:
            page.context.close()
    return painted, answered, watched.peak_bytes


def _ask(page: Page, answered: str, began: float) -> float:
    box = page.get_by_test_id("stChatInputTextArea")
    box.wait_for(timeout=_WAIT_SECONDS * 1000)
    box.fill(QUESTION)
    box.press("Enter")
    page.get_by_text(answered).first.wait_for(timeout=_WAIT_SECONDS * 1000)
    return time.perf_counter() - began


def _open_when_ready(page: Page, port: int, began: float) -> None:
    """Open the page as soon as the server listens."""
    while time.perf_counter() - began < _WAIT_SECONDS:
        with contextlib.closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(_RETRY_SECONDS)
    try:
        page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    except Error:  # the socket listens a moment before the app answers
        time.sleep(_RETRY_SECONDS)
        page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")


@contextlib.contextmanager
def _server(app: App, port: int) -> Iterator[jobs.MemoryWatch]:
    options = ("--port", str(port)) if app.id == OURS.id else _streamlit_options(port)
    environment = {**os.environ, **jobs.ENVIRONMENT, **app.environment}
    process = subprocess.Popen(
        [sys.executable, *app.arguments, *options],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with jobs.MemoryWatch(process.pid) as watched:
            yield watched
    finally:
        _stop(process, app)


def _stop(process: "subprocess.Popen[bytes]", app: App) -> None:
    process.terminate()
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.wait()
        raise jobs.JobError(f"{app.label} did not stop when it was told to.") from error


def _streamlit_options(port: int) -> tuple[str, ...]:
    return (
        f"--server.port={port}",
        "--server.address=127.0.0.1",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--server.fileWatcherType=none",
    )


def _free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
