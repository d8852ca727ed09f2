"""What providers of chat models raise, translated into `ModelError`s that people can act on."""

import math
import re
from collections.abc import Iterator

import httpx
from langchain_core import exceptions as langchain

from knowledge.errors import ModelError, ModelRefusedError

_QUOTA = re.compile(r"insufficient[_ ]quota|exceeded your current quota|credit balance|billing|out of credit", re.I)
_TOO_LONG = re.compile(r"context[_ ](length|window|size)|maximum context|too many tokens|prompt is too long", re.I)


def translated(error: Exception, name: str, key_variable: str | None = None) -> ModelError:
    """The failure of a call to the model ``name`` (provider:name) in our words; the provider's words are not repeated.

    They may hold parts of a key or of the prompt.

    Args:
        error: what the provider's package raised.
        name: the model, as it is set.
        key_variable: the variable that holds the provider's key, for the advice.
    """
    status = _status(error)
    if status in {401, 403} or isinstance(
        error, langchain.ModelAuthenticationError | langchain.ModelPermissionDeniedError
    ):
        return _key_refused(name, key_variable)
    if status == 404 or isinstance(error, langchain.ModelNotFoundError):
        return ModelRefusedError(
            f"The model server does not know the model “{name}”.",
            advice="Whoever runs the assistant can check MISSION_MODEL and MISSION_MODEL_BASE_URL; with Ollama, "
            "`ollama pull` the model first.",
        )
    if status == 429 or isinstance(error, langchain.ModelRateLimitError):
        return _too_many(error, name)
    if broke_off(error):
        return ModelError(f"The connection to the model “{name}” broke off.")
    if isinstance(error, langchain.ContextOverflowError) or (
        status in {400, 413, 422} and _TOO_LONG.search(str(error))
    ):
        return ModelRefusedError(
            f"The excerpts are too long for the model “{name}”.",
            advice="Whoever runs the assistant can set MISSION_MODEL_EXCERPTS or MISSION_MODEL_EXCERPT_WORDS lower.",
        )
    if status is not None and 400 <= status < 500 and status != 408:
        return ModelRefusedError(
            f"The model “{name}” refused the request (status {status}).",
            advice="Whoever runs the assistant can check MISSION_MODEL and look into the model server's log.",
        )
    return _unreachable(error, name, status)


def retry_after(error: BaseException | None) -> float | None:
    """The seconds after which the server asks to be called again, None where it says nothing usable."""
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None)
    stated = headers.get("retry-after") if headers is not None else None
    try:
        return max(0.0, float(stated)) if stated else None
    except ValueError:
        return None  # a date; our own backoff serves as well


def broke_off(error: BaseException) -> bool:
    """Whether the connection was lost after it had been made.

    Told by name: providers' packages bring HTTP clients of their own (httpx, httpx2, httpcore).
    """
    return any(type(one).__name__ in {"RemoteProtocolError", "ReadError"} for one in _causes(error))


def at_its_longest(error: BaseException) -> bool:
    """Whether a form was not filled in to its end because the reply may be no longer.

    Told by name: the class is openai's, whose package is an extra.
    """
    return type(error).__name__ == "LengthFinishReasonError"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def refuses_format(error: BaseException | None) -> bool:
    """Whether the server refused the request itself, as servers do that know no structured output."""
    return error is not None and _status(error) in {400, 404, 415, 422, 501}


def _unreachable(error: Exception, name: str, status: int | None) -> ModelError:
    if status is not None and status >= 500:
        return ModelError(f"The model “{name}” reported a failure of its own (status {status}).")
    if isinstance(error, langchain.ModelTimeoutError | httpx.TimeoutException | TimeoutError):
        return too_slow(name)
    if isinstance(error, langchain.ModelConnectionError | httpx.TransportError | ConnectionError | OSError):
        return ModelError(f"The model “{name}” cannot be reached.")
    return ModelError(f"The model “{name}” sent something that cannot be read.")


def too_slow(name: str) -> ModelError:
    """The model took longer than it may."""
    return ModelError(
        f"The model “{name}” did not answer in time.",
        advice="Ask again, or choose “Quotations only”. Whoever runs the assistant can set MISSION_MODEL_SECONDS "
        "higher or use a quicker model.",
    )


def _key_refused(name: str, key_variable: str | None) -> ModelError:
    where = key_variable or "the provider's key"
    return ModelRefusedError(
        f"The provider of the model “{name}” refused the key.",
        advice=f"Whoever runs the assistant can check {where} and the account it belongs to.",
    )


def _too_many(error: Exception, name: str) -> ModelError:
    if _QUOTA.search(str(error)):
        return ModelRefusedError(
            f"The account for the model “{name}” has no quota left.",
            advice="Whoever runs the assistant can top up the account or set another model.",
        )
    seconds = retry_after(error)
    when = f"in {_spoken(seconds)}" if seconds else "in a minute"
    return ModelError(f"The model “{name}” gets too many requests just now.", advice=f"Ask again {when}.")


def _spoken(seconds: float) -> str:
    """A length of time as people say it, rounded up."""
    for unit, length in (("hour", 3600), ("minute", 60), ("second", 1)):
        if seconds >= length:
            number = math.ceil(seconds / length)
            return f"{number} {unit}" if number == 1 else f"{number} {unit}s"
    return "a second"


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and 100 <= status <= 599 else None
