"""The command that starts the web app: serve."""

import argparse
import errno
import os
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cli.output import Output
from knowledge.errors import SettingsError
from knowledge.settings import Settings

AddCommand = Callable[..., argparse.ArgumentParser]

_APP: Final = Path(__file__).parents[1] / "server.py"
_PORTS_TRIED: Final = 50
_BROWSER_SECONDS: Final = 30
"""How long the browser waits for the page before it is not opened after all."""


def register(add: AddCommand) -> None:
    """Add the command to the parser."""
    serve = add("serve", help="start the web app")
    serve.add_argument("--host", metavar="H", help="address to listen on (MISSION_HOST; default: 127.0.0.1)")
    serve.add_argument("--port", type=int, metavar="N", help="port to listen on (MISSION_PORT; default: 8501)")
    serve.add_argument(
        "--starter",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="keep the starter library in the library (MISSION_STARTER; default: yes)",
    )
    serve.add_argument("--open", action="store_true", help="open the page in the browser, where there is a desktop")
    serve.set_defaults(command=_serve, overrides=_overrides)


def _overrides(given: argparse.Namespace) -> dict[str, object]:
    return {"host": given.host, "port": given.port, "starter": given.starter}


def _serve(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from knowledge.locking import LibraryLock

    _refuse_used_port(settings.host, settings.port)
    LibraryLock(settings.data_dir).release()  # now rather than on the first page: is the folder there and free?
    address = settings.listening_address
    out.say(f"The assistant is at {address} (data in {settings.data_dir.resolve()}). Stop it with Ctrl+C.")
    if given.open and _has_desktop():
        threading.Thread(target=_open_when_ready, args=(settings, address), daemon=True).start()
    return _run_streamlit(settings)


def _run_streamlit(settings: Settings) -> int:
    # The app reads its settings from the environment, as it does when it is started without this command.
    os.environ["MISSION_DATA_DIR"] = str(settings.data_dir.resolve())
    os.environ["MISSION_HOST"] = settings.host
    os.environ["MISSION_PORT"] = str(settings.port)
    os.environ["MISSION_STARTER"] = str(settings.starter).lower()
    sys.argv = [
        "streamlit",
        "run",
        str(_APP),
        f"--server.address={settings.host}",
        f"--server.port={settings.port}",
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
        "--runner.fastReruns=false",  # a press on Stop must reach the run that is answering (views/progress.py)
        f"--server.maxUploadSize={settings.max_file_mb}",
        "--logger.hideWelcomeMessage=true",  # to print it, Streamlit asks a public service for this machine's address
    ]
    from streamlit.web import cli as streamlit_command

    try:
        streamlit_command.main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    return 0


def _refuse_used_port(host: str, port: int) -> None:
    try:
        _try_port(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(f"Port {port} on {host} is in use.", advice=_other_port(host, port)) from error
        raise SettingsError(
            f"The app cannot listen on {host}, port {port}: {error.strerror or error}.",
            advice="Correct --host and --port; 127.0.0.1 is this computer alone.",
        ) from error


def _try_port(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # else the port of an app just stopped seems used
        probe.bind(address)
        probe.listen()


def _other_port(host: str, port: int) -> str:
    for other in range(port + 1, min(port + _PORTS_TRIED, 65536)):
        try:
            _try_port(host, other)
        except OSError:
            continue
        return f"If that is the assistant, it is running already. Else try: mission-assistant serve --port {other}"
    return "Choose another with --port."


def _has_desktop() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_when_ready(settings: Settings, address: str) -> None:
    end = time.monotonic() + _BROWSER_SECONDS
    while time.monotonic() < end:
        try:
            with socket.create_connection((settings.host, settings.port), timeout=1):
                webbrowser.open(address)
                return
        except OSError:
            time.sleep(0.2)
