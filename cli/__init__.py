"""The command line, mission-assistant: arguments in, calls out."""


def main() -> int:
    """Do what the arguments say; the process's exit status."""
    from cli.program import run  # after this module, so that `import cli` costs nothing

    return run()
