"""Print the settings as the README's table; the test of the README compares the two."""

from knowledge.settings import Settings, variable_of


def rows() -> list[str]:
    """One Markdown table row for each setting."""
    return [
        f"| `{variable_of(name)}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def _shown(default: object) -> str:
    return "unset" if default in (None, "") else f"`{default}`"


if __name__ == "__main__":
    print("\n".join(rows()))  # noqa: T201 - this is a command
