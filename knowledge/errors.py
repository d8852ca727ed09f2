"""Expected failures, as one tree. Each says what happened, and what the person can do now.

AssistantError
├── SettingsError               a setting or argument cannot be used
├── IntakeError                 a file cannot be added
│   ├── UnsupportedFileError    its kind is not read here
│   ├── UnreadableFileError     damaged, encrypted, or not what its name says
│   ├── NoTextError             it holds no text (a scan, an empty file)
│   └── LimitError              too large, or reading took too long or too much memory
├── LibraryError                the library cannot do what was asked
│   ├── LibraryLockedError      another process holds the data folder
│   ├── LibraryDamagedError     catalogue and index do not fit together
│   ├── EmbeddingMismatchError  the index was made with another embedding model
│   ├── LibraryNotFoundError    there is none in the data folder
│   ├── SourceNotFoundError     no source has this id
│   └── StorageError            the disk is full or the folder cannot be written
├── EmbeddingError              the embedding model cannot be loaded
├── ModelError                  the chat model is down, slow, refusing or out of quota
│   └── ModelRefusedError       it will refuse again: wrong key or name, no quota, content it does not answer
├── ExportError                 a file cannot be written out
└── NotAllowedError             the person may not do this
"""

import re
from typing import Final

_FOR_OPERATORS: Final = re.compile(r"`|MISSION_|(?<!\w)--\w")
"""A command, a setting or an option stands in the advice."""
_FOR_READERS: Final = (
    "Try again in a moment. If it happens again, tell whoever runs this assistant; its log says what to do."
)


class AssistantError(Exception):
    """Base of all expected failures.

    Args:
        message: what happened, in which file or field, as a full sentence.
        advice: what the person can do now; the class's own advice when left out.
    """

    advice: str = "Try again; if it happens again, run `mission-assistant doctor`."
    for_readers: str = _FOR_READERS
    retryable: bool = False

    def __init__(self, message: str, *, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if advice is not None:
            self.advice = advice

    @property
    def page_advice(self) -> str:
        """The advice for somebody at a page; what takes a command or a setting is for whoever runs the assistant."""
        return self.for_readers if _FOR_OPERATORS.search(self.advice) else self.advice


class SettingsError(AssistantError):
    """A setting or argument cannot be used."""

    advice = "Correct the setting named above; README.md lists all settings with their defaults."


class IntakeError(AssistantError):
    """A file cannot be added to the library."""

    advice = "The library was not changed. Check the file and add it again."


class UnsupportedFileError(IntakeError):
    """The file's kind is not read here."""

    advice = (
        "Save it as PDF, Word (.docx), PowerPoint (.pptx), HTML, Markdown, plain text, WebVTT or SubRip, and add that."
    )


class UnreadableFileError(IntakeError):
    """The file is damaged, encrypted, or not what its name says."""

    advice = "Open the file in the program that made it, save it again without a password, and add the new copy."


class NoTextError(IntakeError):
    """The file holds no text that could be read."""

    advice = "If it is a scan, run text recognition (OCR) on it first, then add the result."


class LimitError(IntakeError):
    """The file is too large, or reading it took too long or too much memory."""

    advice = "Split the file into smaller parts, or raise the limit named above in the settings."
    retryable = True


class LibraryError(AssistantError):
    """The library cannot do what was asked."""

    advice = "Run `mission-assistant doctor`; it says what is wrong and how to mend it."


class LibraryLockedError(LibraryError):
    """Another process holds the data folder."""

    advice = "Wait until the other command is done or stop it, then try again."
    retryable = True


class LibraryDamagedError(LibraryError):
    """The catalogue and the index do not fit together."""

    advice = (
        "Run `mission-assistant doctor --mend`, or `mission-assistant reindex` to rebuild the index from the catalogue."
    )


class EmbeddingMismatchError(LibraryError):
    """The index was made with another embedding model than the one that is set."""

    advice = (
        "Run `mission-assistant reindex` to rebuild the index with the model that is set, or set the former one again."
    )


class LibraryNotFoundError(LibraryError):
    """There is no library in the data folder."""

    advice = (
        "Name the library's folder with --data or MISSION_DATA_DIR; or make one there: start the app, or add files "
        "with `mission-assistant ingest`."
    )


class SourceNotFoundError(LibraryError):
    """No source has this id."""

    advice = "List the sources with `mission-assistant sources`."
    for_readers = "Check the link, or look for the source in the list."


class StorageError(LibraryError):
    """The disk is full, or the data folder cannot be written."""

    advice = "Free some space or correct the folder's rights, then try again; nothing was left half-done."
    retryable = True


class EmbeddingError(AssistantError):
    """The embedding model cannot be loaded or run."""

    advice = "Run `make run` again to complete the installation, or set MISSION_EMBEDDING_MODEL to a model folder."


class ModelError(AssistantError):
    """The chat model is down, slow, refusing or out of quota."""

    advice = (
        "Ask again in a while. If it stays like this, whoever runs the assistant can check MISSION_MODEL and the "
        "model's server."
    )
    retryable = True


class ModelRefusedError(ModelError):
    """The chat model or its provider refused, and will refuse again until something is changed."""

    retryable = False


class ExportError(AssistantError):
    """Something cannot be written out."""

    advice = "Check that the folder exists and can be written, or choose another format."


class NotAllowedError(AssistantError):
    """The person may not do this."""

    advice = "Sign in as a trainer, or ask a trainer to do it."
