"""The process in which one file is read, behind limits that a hostile file cannot lift.

Forked by ``ingest.readers.nursery``, or started by ``ingest.readers.processes`` where nothing can be forked. It takes
one request, writes one reply, and ends. It imports no more than the reader needs: starting it must stay cheap.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from ingest.readers.formats import detect_format
from ingest.readers.registry import read_content, reader_for
from ingest.readers.wire import encode_document, encode_error
from knowledge.errors import IntakeError, LimitError, UnreadableFileError
from knowledge.types import Document
from knowledge.vocabulary import vocabulary

_MEGABYTE = 1024 * 1024
_OPEN_FILES = 64
_FORBIDDEN_EVENTS = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.kill",
    "os.startfile",
    "shutil.",
    "ftplib.",
    "urllib.",
)
_WRITING = frozenset("wax+")


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """One file to read, and how much it may cost."""

    path: str
    name: str
    memory_mb: int
    cpu_seconds: int
    text_mb: int

    def to_json(self) -> bytes:
        """The request as the child takes it."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}).encode("ascii")


def main() -> None:
    """Read the file of the request on standard input, and write the reply to standard output."""
    serve(sys.stdin.buffer, _own_output())
    # What is left in memory is of no use to anybody; tearing it down can take longer than reading.
    os._exit(0)


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Read the one file that is asked for, behind limits that hold for this process from now on."""
    request = ReadRequest(**json.load(asked))
    answered.write(_reply(request))
    answered.close()


def _own_output() -> BinaryIO:
    """The pipe to the parent; whatever a library prints goes to standard error instead."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _reply(request: ReadRequest) -> bytes:
    try:
        return encode_document(_read(request))
    except IntakeError as error:
        return encode_error(error)
    except MemoryError:
        return encode_error(memory_error(request.name, request.memory_mb))
    except RecursionError:
        return encode_error(UnreadableFileError(f"{request.name} is damaged: its parts are nested without end."))
    except Exception:  # noqa: BLE001  # the outermost level of this process: any parser may fail in any way
        traceback.print_exc()
        return encode_error(UnreadableFileError(f"{request.name} is damaged, or made in a way that cannot be read."))


def memory_error(name: str, memory_mb: int) -> LimitError:
    """The error for a file that needs more memory than is allowed."""
    return LimitError(f"{name} needs more than {memory_mb} MB of memory to read (MISSION_READ_MEMORY_MB).")


def text_error(name: str, text_mb: int) -> LimitError:
    """The error for a file that holds more text than is allowed."""
    return LimitError(f"{name} holds more than {text_mb} MB of text (MISSION_MAX_TEXT_MB).")


def _read(request: ReadRequest) -> Document:
    content = Path(request.path).read_bytes()
    if content:
        # Everything is imported before the limits, which also forbid opening files.
        reader_for(detect_format(content, request.name))
    vocabulary()
    limit_this_process(request.memory_mb, request.cpu_seconds)
    document = read_content(content, request.name)
    if len(document.text.encode("utf-8")) > request.text_mb * _MEGABYTE:
        raise text_error(request.name, request.text_mb)
    return document


def limit_this_process(memory_mb: int, cpu_seconds: int) -> None:
    """Bound memory and processor time where the system can (not on Windows), and forbid network, programs and files."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock and the size limits are all there is
        pass
    else:
        for limit, soft, hard in (
            (resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1),
            (resource.RLIMIT_AS, memory_mb * _MEGABYTE, memory_mb * _MEGABYTE),
            (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
            (resource.RLIMIT_FSIZE, 0, 0),
            (resource.RLIMIT_CORE, 0, 0),
        ):
            _set_limit(resource.setrlimit, limit, (soft, hard))
    sys.addaudithook(_refuse_reaching_out)


def _set_limit(set_limit: Callable[[int, tuple[int, int]], None], limit: int, values: tuple[int, int]) -> None:
    try:
        set_limit(limit, values)
    except (ValueError, OSError):  # macOS refuses some; a lower limit of the parent's stays in force
        print(f"limit {limit} was not set", file=sys.stderr)  # noqa: T201  # standard error goes to the parent's log


def _refuse_reaching_out(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: no socket, no program, no file but what Python and its packages themselves load."""
    if event.startswith(_FORBIDDEN_EVENTS):
        _refuse(event)
    if event == "open" and not _may_open(*arguments[:2]):
        _refuse(f"open {arguments[0]!r}")


def _may_open(path: object, mode: object) -> bool:
    if isinstance(path, int):
        return True
    if isinstance(mode, str) and not _WRITING.isdisjoint(mode):
        return False
    return os.fspath(path).startswith(_ROOTS) if isinstance(path, str) else False


_ROOTS = tuple({sys.prefix, sys.base_prefix, str(Path(__file__).resolve().parents[2])})


def _refuse(what: str) -> NoReturn:
    raise PermissionError(f"A file that is being read tried: {what}")


if __name__ == "__main__":
    main()
