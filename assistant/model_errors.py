"""What providers of chat models raise, translated into `ModelError`s that people can act on."""

import re

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
            advice="Check MISSION_MODEL and MISSION_MODEL_BASE_URL; with Ollama, `ollama pull` the model first.",
        )
    if status == 429 or isinstance(error, langchain.ModelRateLimitError):
        return _too_many(error, name)
    if isinstance(error, langchain.ContextOverflowError) or (
        status in {400, 413, 422} and _TOO_LONG.search(str(error))
    ):
        return ModelRefusedError(
            f"The excerpts are too long for the model “{name}”.",
            advice="Set MISSION_MODEL_EXCERPTS or MISSION_MODEL_EXCERPT_WORDS lower, or use another model.",
        )
    if status is not None and 400 <= status < 500 and status != 408:
        return ModelRefusedError(f"The model “{name}” refused the request (status {status}).")
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


def refuses_format(error: BaseException | None) -> bool:
    """Whether the server refused the request itself, as servers do that know no structured output."""
    return error is not None and _status(error) in {400, 404, 415, 422, 501}


def _unreachable(error: Exception, name: str, status: int | None) -> ModelError:
    if status is not None and status >= 500:
        return ModelError(f"The model “{name}” reported a failure of its own (status {status}).")
    if isinstance(error, langchain.ModelTimeoutError | httpx.TimeoutException | TimeoutError):
        return too_slow(name)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return ModelError(f"The answer of the model “{name}” broke off.")
    if isinstance(error, langchain.ModelConnectionError | httpx.TransportError | ConnectionError | OSError):
        return ModelError(f"The model “{name}” cannot be reached.")
    return ModelError(f"The model “{name}” sent something that cannot be read ({type(error).__name__}).")


def too_slow(name: str) -> ModelError:
    """The model took longer than it may."""
    return ModelError(
        f"The model “{name}” did not answer in time.",
        advice="Quotations answer instead. Set MISSION_MODEL_SECONDS higher, or use a quicker model.",
    )


def _key_refused(name: str, key_variable: str | None) -> ModelError:
    where = key_variable or "the provider's key"
    return ModelRefusedError(
        f"The provider of the model “{name}” refused the key.", advice=f"Check {where} and the account it belongs to."
    )


def _too_many(error: Exception, name: str) -> ModelError:
    if _QUOTA.search(str(error)):
        return ModelRefusedError(
            f"The account for the model “{name}” has no quota left.",
            advice="Top up the account or set another model; until then answers are composed of quotations.",
        )
    return ModelError(f"The model “{name}” gets too many requests just now.")


def _status(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) and 100 <= status <= 599 else None
