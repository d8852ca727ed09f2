"""The process that forks a child for each file to be read: milliseconds, where a new interpreter takes 0.1 s.

Started by ``ingest.readers.processes``, whose end of the socket on standard input is its master. It imports readers and
never looks at a file. A request is one byte (the format, for the imports; what the file is, the child finds out) with
four descriptors: where the child takes its request, where it writes its reply and its log, and a socket on which its
beginning (one byte) and exit status (an int) are told. When anything comes back on that socket, or its other end is
closed, the child is killed.
"""

import gc
import os
import select
import signal
import socket
import struct
import traceback
from contextlib import suppress
from typing import Final, NoReturn

from ingest.readers.child import serve
from ingest.readers.formats import FileFormat
from ingest.readers.registry import reader_for
from knowledge.vocabulary import vocabulary

FORMATS: Final = tuple(FileFormat)
BEGUN: Final = b"b"
STATUS: Final = struct.Struct("<i")
IDLE_SECONDS: Final = 60
"""After so long without a request the process ends; the next request starts another."""
_MOST_DESCRIPTORS: Final = 4096
_REPLY: Final = 3
"""Of a child, the first after standard input, output and error. Those that it is born with have higher numbers."""


def main() -> None:
    """Serve until the master is gone or has asked for nothing in a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the master, whose end ends this process
    vocabulary()
    with socket.socket(fileno=0) as master:
        nursery = _Nursery(master)
        try:
            while nursery.serve():
                pass
        finally:
            nursery.kill_all()


class _Nursery:
    """The children by process id, each with the descriptor on which its end is told."""

    def __init__(self, master: socket.socket) -> None:
        self._master = master
        self._told: dict[int, int] = {}
        self._woken, wake = os.pipe()
        os.set_blocking(wake, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a handler is needed for the pipe to be written to
        signal.set_wakeup_fd(wake)
        self._poll = select.poll()
        self._poll.register(master, select.POLLIN)
        self._poll.register(self._woken, select.POLLIN)

    def serve(self) -> bool:
        """Wait for something and deal with it; False when there is nothing more to wait for."""
        happened = dict(self._poll.poll(IDLE_SECONDS * 1000))
        if self._woken in happened:
            os.read(self._woken, _MOST_DESCRIPTORS)
        for child, told in self._told.items():
            if told in happened:
                os.kill(child, signal.SIGKILL)
        self._bury()
        if self._master.fileno() in happened:
            return self._bear()
        return bool(happened or self._told)

    def kill_all(self) -> None:
        """No child outlives this process."""
        for child in self._told:
            os.kill(child, signal.SIGKILL)

    def _bear(self) -> bool:
        asked, descriptors, _, _ = socket.recv_fds(self._master, 1, 4)
        if not asked:
            return False
        request, reply, log, told = descriptors
        reader_for(FORMATS[asked[0]])
        gc.freeze()  # what is shared with the children stays shared
        child = os.fork()
        if child == 0:
            _live(request, reply, log)
        for one in (request, reply, log):
            os.close(one)
        self._told[child] = told
        self._poll.register(told, select.POLLIN)
        _tell(told, BEGUN)
        return True

    def _bury(self) -> None:
        while self._told:
            child, status = os.waitpid(-1, os.WNOHANG)
            if child == 0:
                return
            told = self._told.pop(child)
            self._poll.unregister(told)
            _tell(told, STATUS.pack(os.waitstatus_to_exitcode(status)))
            os.close(told)


def _tell(told: int, what: bytes) -> None:
    with suppress(ConnectionError):  # nobody waits any more
        os.write(told, what)


def _live(request: int, reply: int, log: int) -> NoReturn:
    """The child's whole life: nothing of its parent's is left open to it."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(log, 2)
        os.dup2(2, 1)
        os.dup2(request, 0)
        os.dup2(reply, _REPLY)
        os.closerange(_REPLY + 1, _MOST_DESCRIPTORS)
        with os.fdopen(0, "rb") as asked, os.fdopen(_REPLY, "wb") as answered:
            serve(asked, answered)
        os._exit(0)
    except BaseException:  # noqa: BLE001  # the outermost level of this process
        traceback.print_exc()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
