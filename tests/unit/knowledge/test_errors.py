"""The tree of errors, as drawn and as it is."""

import re

from knowledge import errors
from knowledge.errors import AssistantError


def _tree(root: type[AssistantError]) -> list[type[AssistantError]]:
    return [root, *(found for child in root.__subclasses__() for found in _tree(child))]


def test_every_error_gives_advice_and_stands_in_the_drawing() -> None:
    drawn = re.findall(r"[├└─│ ]*(\w+Error)\b", errors.__doc__ or "")

    tree = _tree(AssistantError)

    assert all(error.advice.endswith(".") for error in tree)
    assert {error.__name__ for error in tree} == set(drawn)


def test_advice_on_a_page_names_no_command_setting_or_option() -> None:
    for error in _tree(AssistantError):
        assert not re.search("`|MISSION_|--", error("It failed.").page_advice)
    assert "whoever runs this assistant" in errors.LibraryError("It failed.").page_advice
    assert AssistantError("Gone.", advice="Check the link - twice.").page_advice == "Check the link - twice."


def test_advice_of_one_case_replaces_the_general_one() -> None:
    error = AssistantError("The file is gone.", advice="Put it back.")

    assert (str(error), error.message, error.advice) == ("The file is gone.", "The file is gone.", "Put it back.")
