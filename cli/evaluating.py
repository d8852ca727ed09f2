"""The command that measures the assistant on a file of questions: evaluate."""

import argparse
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from cli.output import ExitStatus, Output
from knowledge.settings import Settings

AddCommand = Callable[..., argparse.ArgumentParser]


def register(add: AddCommand) -> None:
    """Add the command to the parser."""
    evaluate = add("evaluate", help="run a questions file against the library, and measure the answers")
    evaluate.add_argument(
        "file", type=Path, metavar="FILE", help="one JSON object a line, as in evaluation/questions.jsonl"
    )
    evaluate.set_defaults(command=_evaluate)


def _evaluate(given: argparse.Namespace, settings: Settings, out: Output) -> int:
    from assistant.assistant import Assistant  # with the library's parts, most of a second
    from evaluation.asking import Outcome, ask_all, read_questions, summarise
    from knowledge.library import open_library

    questions = read_questions(given.file)
    with open_library(settings, writable=False) as library:
        outcomes: list[Outcome] = []
        assistant = Assistant(library, record_gaps=False)
        for number, question in enumerate(questions, 1):
            out.report(f"{number} of {len(questions)}: {question.question}")
            outcomes += ask_all(assistant, [question])
    figures = asdict(summarise(outcomes))
    if out.as_json:
        out.record({"questions": len(questions), "figures": figures})
    else:
        width = max(map(len, figures))
        lines = [f"{name.replace('_', ' '):{width}}  {value:.3g}" for name, value in figures.items()]
        out.text("\n".join([f"{len(questions)} questions", *lines]))
    return ExitStatus.DONE
