"""What all sessions share: the open library, the intake, the assistant; opened once, made ready in the background."""

import logging
import threading
from dataclasses import dataclass, field
from datetime import date

import streamlit as st

from assistant.assistant import Assistant
from assistant.opening import opening_questions
from ingest.changes import Changes
from ingest.commands import handlers
from ingest.jobs import Jobs
from ingest.page_pictures import PagePictures
from ingest.relay import RelayServer
from knowledge.access import Person
from knowledge.collections import Collections
from knowledge.conversations import Conversations
from knowledge.errors import AssistantError, LibraryError
from knowledge.gaps import Gaps
from knowledge.library import Library, open_library
from knowledge.settings import Settings, load_settings
from views.people import current_person, owner_of_session

_LOG = logging.getLogger(__name__)

_FIRST_PAGE_SECONDS = 1.5
"""Loading models waits so long for the first page, which it would slow down: both want Python's lock."""


@dataclass
class Start:
    """How far the start has come. Written by the background thread, read by the pages."""

    step: str = "Opening the library."
    ready: bool = False
    problem: AssistantError | None = None
    notice: AssistantError | None = None  # something is amiss, and the assistant works without it
    done: threading.Event = field(default_factory=threading.Event)
    read: int = 0  # of the starter library's sources that were due
    due: int = 0

    @property
    def unread(self) -> int:
        """Sources of the starter library that nobody can find yet; they come by themselves."""
        return 0 if self.done.is_set() else self.due - self.read


class Services:
    """The parts a page calls. Safe to share between sessions: it holds nothing of any one person."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.start = Start()
        self.library: Library = open_library(settings)
        self.library.remember_address(settings.app_address)
        self.conversations = Conversations(self.library.catalogue.database)
        self.collections = Collections(self.library.catalogue.database)
        self.pictures = PagePictures()
        self.gaps = Gaps(self.library.catalogue.database)
        self.assistant = Assistant(self.library)
        self.jobs = Jobs(self.library)
        self._relay: RelayServer | None = None
        self._page_drawn = threading.Event()
        self.make_ready()

    def make_ready(self) -> None:
        """Load the models and the starter library in the background; `start` tells how far it is."""
        self.start = Start()
        threading.Thread(target=self._make_ready, name="make-ready", daemon=True).start()

    def page_is_drawn(self) -> None:
        """A page is on its way to a person; what would have slowed it down may begin."""
        self._page_drawn.set()

    def person(self) -> Person:
        """Who is at this page."""
        return current_person(self.settings)

    def changes(self) -> Changes:
        """What the person at this page does to the library."""
        return Changes(self.library, self.person())

    def owner(self) -> str:
        """Whose conversations and collections this session sees: the signed-in person's, or its own."""
        return owner_of_session(self.settings)

    def opening_questions(self) -> tuple[str, ...]:
        """Questions to start with; they change from day to day."""
        return opening_questions(self.library, seed=date.today().toordinal())

    def _make_ready(self) -> None:
        try:
            self._prepare()
            self.start.ready = True
        except AssistantError as error:
            _LOG.warning("The start was not finished: %s", error)
            self.start.problem = error
        except Exception:  # noqa: BLE001 - the thread's outermost level: logged, and told on the page
            _LOG.exception("The start failed")
            self.start.problem = LibraryError("The assistant could not be made ready; the reason is in the log.")
        finally:
            self.start.done.set()

    def _prepare(self) -> None:
        from ingest.starter import due_files, ensure_starter  # heavy parts stay out of the first page

        if self._relay is None:
            self._relay = RelayServer(self.settings.data_dir, handlers(self.library))
        self._page_drawn.wait(_FIRST_PAGE_SECONDS)
        self.start.due = len(due_files(self.library.catalogue)) if self.settings.starter else 0
        self._prepare_model()
        self.start.step = "Loading the search model."
        self.library.warm_up()
        if self.settings.starter:
            for result in ensure_starter(self.library):
                self.start.read += 1
                self.start.step = f"Reading the starter library: {self.start.read} of {self.start.due} sources."
                if result.error:
                    _LOG.warning("Starter file %s: %s", result.file, result.error)

    def _prepare_model(self) -> None:
        if self.settings.model is None:
            return
        from assistant.model import load_chat_model  # a provider's package takes up to a second

        try:
            self.assistant = Assistant(self.library, model=load_chat_model(self.settings))
        except AssistantError as error:  # quoting mode answers; the page says why
            _LOG.warning("The chat model cannot be used: %s", error.message)
            self.start.notice = error

    def close(self) -> None:
        """Let go of the library."""
        if self._relay is not None:
            self._relay.close()
        self.jobs.close()
        self.library.close()


def close_services() -> None:
    """Close what `services` opened, if it did; the server calls this when it stops."""
    if _OPENED:
        _OPENED.pop().close()


def page_is_drawn() -> None:
    """Tell the services, where they are open, that a page has been drawn."""
    for opened in _OPENED:
        opened.page_is_drawn()


_OPENED: list[Services] = []
"""The services of this process, for `close_services`; `st.cache_resource` does not tell whether it holds something."""


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """The one set of services of this process.

    Raises:
        AssistantError: the settings or the data folder cannot be used.
    """
    opened = Services(load_settings())
    _OPENED.append(opened)
    return opened
