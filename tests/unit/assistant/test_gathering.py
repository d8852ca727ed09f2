import pytest

from assistant.gathering import sides_named


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        (
            "What's the difference between relative and absolute decoupling?",
            ("relative decoupling", "absolute decoupling"),
        ),
        (
            "What is the difference between a mission manager and a transition broker?",
            ("a mission manager", "a transition broker"),
        ),
        ("Compare grants with private capital", ("grants", "private capital")),
        ("How does a mission differ from a programme?", ("a mission", "a programme")),
        ("What makes missions different from projects?", ("missions", "projects")),
        ("What sets a mission apart from a project?", ("a mission", "a project")),
        ("How are missions funded?", ()),
    ],
)
def test_sides_of_a_comparison_are_whole(text: str, sides: tuple[str, ...]) -> None:
    assert sides_named(text) == sides
