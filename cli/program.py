"""The program: one parser with a command for each thing that can be done, settings read once, errors told once."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from cli import answering, evaluating, exploring, export, keeping, serving
from cli.output import ExitStatus, Output

_DESCRIPTION: Final = "Ask a library of case studies and workshop transcripts; every sentence of an answer is cited."
_QUIET: Final = {
    # What the libraries below would send or say by themselves.
    "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "TOKENIZERS_PARALLELISM": "false",
    # One thread a question: with more, small products wait for one another (32 ms of CPU a follow-up against 13).
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_OFFLINE: Final = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}


def run(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments say; the exit status. Heavy modules are imported by the command that needs them."""
    given = _parser().parse_args(arguments)
    out = Output(as_json=getattr(given, "json", False))
    from knowledge.errors import AssistantError, ExportError, NotAllowedError, SettingsError, SourceNotFoundError

    try:
        return _command(given, out)
    except (SettingsError, SourceNotFoundError, ExportError, NotAllowedError) as error:
        out.failure(error)
        return ExitStatus.UNUSABLE
    except AssistantError as error:
        out.failure(error)
        return ExitStatus.NO_LIBRARY
    except KeyboardInterrupt:
        out.say("Stopped. What was done so far is kept.")
        return ExitStatus.PARTLY
    except BrokenPipeError:  # `mission-assistant sources | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.DONE


def _command(given: argparse.Namespace, out: Output) -> int:
    from knowledge.settings import PACKAGED_EMBEDDING_MODEL, load_settings

    settings = load_settings(data_dir=getattr(given, "data", None), **given.overrides(given))
    # Before anything imports the libraries that read them. Where nothing needs to be fetched, nothing may ask.
    packaged = settings.embedding_model == PACKAGED_EMBEDDING_MODEL
    os.environ.update(_QUIET | (_OFFLINE if packaged else {}))
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    command: Callable[..., int] = given.command
    return command(given, settings, out)


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    # Suppressed defaults, so that an option before the command is not undone by its absence after it.
    common.add_argument("--data", type=Path, metavar="DIR", help="the data folder (MISSION_DATA_DIR; default: ./data)")
    common.add_argument("--json", action="store_true", help="print JSON on standard output")
    parser = argparse.ArgumentParser(
        prog="mission-assistant", description=_DESCRIPTION, parents=[common], allow_abbrev=False
    )
    parser.set_defaults(overrides=_no_overrides)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    def add(name: str, **words: Any) -> argparse.ArgumentParser:  # noqa: ANN401  # argparse's own keywords
        return commands.add_parser(name, parents=[common], allow_abbrev=False, **words)

    for group in (serving, keeping, exploring, answering, export, evaluating):
        group.register(add)
    return parser


def _no_overrides(_: argparse.Namespace) -> dict[str, object]:
    """Settings that a command's arguments change: none."""
    return {}
