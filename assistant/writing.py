"""Asking a chat model for an answer, or for a question that stands alone, and reading what it wrote."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.events import Event, EventKind, OnEvent, ignore
from assistant.markers import MarkedSentence, read_marked_text
from assistant.numbered import NumberedExcerpt, as_quoted_material, plain
from assistant.question import Form, Question
from assistant.replies import Finish, Listener, Reply, TokenUse
from assistant.statements_form import read_written_form
from assistant.wording import NOT_COVERED
from assistant.words import content_stems, names, words
from knowledge.errors import ModelError
from knowledge.types import Turn
from prompts.loader import Message, load_prompt

WRITE, REWRITE = "write", "rewrite"
REWRITE_TURNS = 6
"""Turns of the conversation that a rewriting model sees; small models lose the thread in more."""
REWRITE_WORDS = 60
"""Longest rewritten question; a longer one is an answer or a story."""
_TURN_LETTERS = 600
_LONG_FORMS = frozenset({Form.LIST, Form.STEPS, Form.COMPARISON, Form.PRO_CONTRA, Form.TIMELINE})
_ENDED = re.compile(r"[.!?…][\"”’')\]]*\s*(?:[\[(【][^\])】]*[\])】]?\s*)*$|[\])】]\s*$")
_NOT_COVERED_WORDS = re.compile(
    r"\b(?:(?:excerpts?|sources?|library|context|text|documents?|information (?:provided|given)|provided information)"
    r"\b.{0,40}"
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|cannot|can['’]t|no)\b.{0,40}"
    r"\b(?:answer|cover|say|mention|contain|provide|state|include|specify|information|tell|give)"
    r"|i (?:do not|don['’]t) know|i (?:cannot|can['’]t|am unable to|am not able to) (?:answer|find|help|say)"
    r"|(?:there is )?no (?:information|mention|answer)\b.{0,40}\b(?:excerpts?|sources?|text|context)"
    r"|\bnot (?:covered|mentioned|stated|specified|given|provided|answered) (?:in|by) the "
    r"(?:excerpts?|sources?|text|context))",
    re.IGNORECASE,
)

_REFUSED = re.compile(
    r"^\W*(?:i['’]?\s?a?m (?:very )?sorry,? (?:but )?)?(?:as an ai\b.{0,40}?,? )?"
    r"i (?:can(?:no|['’])t|am (?:unable|not able) to|won['’]t|will not) (?:\w+ )?"
    r"(?:assist|help|comply|answer|respond|do that|fulfil)",
    re.IGNORECASE,
)
"""How models begin that refuse, as they are trained to, in words of their own."""


class Writer(Protocol):
    """What writes: `assistant.model.ChatModel`, or a test's stand-in."""

    name: str

    def complete(self, messages: Sequence[Message], listener: Listener = ..., *, statements: bool = False) -> Reply:
        """The reply to these messages."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote as an answer, not checked yet. ``problem`` says why it cannot be used, "" when it can."""

    sentences: tuple[MarkedSentence, ...]
    tokens: TokenUse
    prompt: str  # name and version of the prompt
    declined: bool = False  # it says that the excerpts do not answer the question
    cut_off: str = ""  # the last words, when the reply ended in the middle of a sentence
    problem: str = ""


def write_answer(
    question: Question,
    excerpts: Sequence[NumberedExcerpt],
    model: Writer,
    on_event: OnEvent = ignore,
    cancelled: Callable[[], bool] = lambda: False,
) -> Draft:
    """What the model answers from these excerpts; nonsense gives a draft that says so.

    Pieces of text are told as they come; a step told after them means that the text begins anew.

    Raises:
        ModelError: the model is down, slow, refusing or out of quota, also after trying again.
    """
    prompt = load_prompt(WRITE)
    messages = prompt.fill(
        {
            "question": plain(question.text),
            "excerpts": as_quoted_material(excerpts),
            "length": answer_length(question),
            "not_covered": NOT_COVERED,
        }
    )
    reply = model.complete(messages, _listener(on_event, cancelled), statements=True)
    return read_reply(reply, len(excerpts), prompt.label)


def answer_length(question: Question) -> str:
    """How long the answer may be, for the prompt."""
    long = question.wants_more or bool(question.parts) or question.form in _LONG_FORMS
    return "three to six full sentences" if long else "one to three full sentences"


def read_reply(reply: Reply, excerpts: int, prompt: str) -> Draft:
    """The draft that a reply holds."""
    text, cut_off = _whole_sentences(replace(reply, text=read_written_form(reply.text)))
    sentences = tuple(one for one in read_marked_text(text, excerpts) if words(one.text))
    if _REFUSED.search(text) and not any(one.cited for one in sentences):
        return Draft((), reply.tokens, prompt, problem="The model declined to answer this question.")
    kept = tuple(one for one in sentences if not _declines(one))
    declined = len(kept) < len(sentences)
    return Draft(kept, reply.tokens, prompt, declined, cut_off, _problem(reply, sentences))


def _declines(sentence: MarkedSentence) -> bool:
    """Whether a sentence says that the excerpts do not hold the answer.

    One that cites may report what a source itself says is not known; it is left to the check.
    """
    if NOT_COVERED.rstrip(".").lower() in sentence.text.lower():
        return True
    return not sentence.cited and bool(_NOT_COVERED_WORDS.search(sentence.text))


def _listener(on_event: OnEvent, cancelled: Callable[[], bool]) -> Listener:
    def on_retry(error: ModelError) -> None:
        on_event(Event(EventKind.STEP, f"{error.message} Trying again."))

    return Listener(lambda text: on_event(Event(EventKind.TEXT, text)), on_retry, cancelled)


def _whole_sentences(reply: Reply) -> tuple[str, str]:
    """The reply up to its last full sentence, and what was begun after it when the reply broke off."""
    if reply.finish is Finish.COMPLETE or _ENDED.search(reply.text):
        return reply.text, ""
    ends = [
        match.end() for match in re.finditer(r"[.!?](?=\s|\[|【)(?:\s*[\[【][^\]】]*[\]】])*|\]\.?(?=\s)", reply.text)
    ]
    whole = ends[-1] if ends else 0
    return reply.text[:whole], reply.text[whole:].strip()


def _problem(reply: Reply, sentences: tuple[MarkedSentence, ...]) -> str:
    if reply.finish is Finish.STOPPED and not sentences:
        return "The answer was stopped before its first sentence."
    if not reply.text:
        return "The model wrote nothing."
    return "" if sentences else "The model wrote no full sentence."


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question as a model rewrote it to stand alone."""

    text: str
    tokens: TokenUse
    prompt: str


def rewrite_question(
    question: str, thread: Sequence[Turn], model: Writer, cancelled: Callable[[], bool] = lambda: False
) -> Rewritten | None:
    """The question as it can be understood without its thread; None when the model made nothing usable of it.

    A rewriting that answers, grows long, forgets the question, or names what stands neither in the question nor in the
    thread is not used.

    Raises:
        ModelError: the model is down, slow, refusing or out of quota.
    """
    prompt = load_prompt(REWRITE)
    conversation = "\n".join(_as_line(turn) for turn in thread[-REWRITE_TURNS:])
    messages = prompt.fill({"conversation": conversation, "question": plain(question)})
    reply = model.complete(messages, Listener(cancelled=cancelled))
    text = _rewriting(reply.text)
    if reply.finish is Finish.STOPPED or not _keeps_to(text, question, thread):
        return None
    return Rewritten(text, reply.tokens, prompt.label)


def _as_line(turn: Turn) -> str:
    who = "Person" if turn.role == "user" else "Assistant"
    return f"{who}: {' '.join(plain(turn.content).split())[:_TURN_LETTERS]}"


def _rewriting(text: str) -> str:
    """The first line that says something, without label and quotation marks."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    first = (
        re.sub(r"^(?:[\w -]{0,30}question|rewritten|rewriting)\s*:\s*", "", lines[0], flags=re.IGNORECASE)
        if lines
        else ""
    )
    return first.strip("\"“”'` *")


def _keeps_to(text: str, question: str, thread: Sequence[Turn]) -> bool:
    said = " ".join([question, *(turn.content for turn in thread)])
    known = set(words(said))
    invented = [name for name in names(text) if not any(word in known for word in words(name))]
    kept = content_stems(question)
    forgets = bool(kept) and not kept & content_stems(text)
    return bool(text) and len(text.split()) <= REWRITE_WORDS and not invented and not forgets
