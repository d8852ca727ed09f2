"""Who may change the library: people, their roles, and the one check that every change goes through."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.errors import NotAllowedError


class Role(StrEnum):
    """What a person may do."""

    READER = "reader"  # ask, search, keep, export
    TRAINER = "trainer"  # also add, correct, replace, withdraw


@dataclass(frozen=True, slots=True)
class Person:
    """Someone at the page or the command line. ``name`` is shown as "added by"."""

    name: str
    role: Role

    @property
    def is_trainer(self) -> bool:
        """True for those who may change the library."""
        return self.role is Role.TRAINER


LOCAL_TRAINER = Person("this computer", Role.TRAINER)
"""The person at the machine, when the app listens on loopback only."""


def require_trainer(person: Person, action: str) -> None:
    """Stop anyone who is not a trainer.

    Args:
        person: who asks.
        action: what they want to do, for the message ("withdraw a source").

    Raises:
        NotAllowedError: the person is not a trainer.
    """
    if not person.is_trainer:
        raise NotAllowedError(f"Only trainers may {action}; {person.name} is signed in as a reader.")
