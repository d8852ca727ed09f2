"""The type of answer a question expects (money, a share, a date, how long, who), and whether a sentence has it.

A sentence on the very subject answers "What was the budget of it?" only when it names a sum. That tells near misses
from answers where likeness and shared words cannot.
"""

import re
from collections.abc import Callable
from enum import StrEnum

from assistant.figures import Figure, figures
from assistant.question import Form, Question
from assistant.quoting.fitness import form_fit, tells_date
from assistant.words import content_stems, stem, word_set


class AnswerType(StrEnum):
    """What an answer must hold, as it is told to people."""

    MONEY = "sum of money"
    SHARE = "share or percentage"
    COUNT = "number"
    DATE = "date"
    DURATION = "length of time"
    AGENT = "person or body"


_MONEY_NOUN = (
    r"budgets?|costs?|salar(?:y|ies)|wages?|returns?|profits?|dividends?|fines?|fees?|prices?|revenues?|grants?"
    r"|subsid(?:y|ies)|turnover|earnings"
)
_MONEY = re.compile(
    rf"\b(?:what|which|how (?:much|big|large|high))\b"
    rf"(?:\s+(?!do|does|did|has|have|had|can|will|would|should)[\w’'-]+){{0,5}}?\s+(?:{_MONEY_NOUN})\b"
    r"|\bhow much\b.*\b(?:costs?|pays?|paid|spen[dt]|invest\w*|fund\w*|money|grants?|raised?|earn\w*|gives?|gave"
    r"|puts? into|euros?|pounds|dollars|kroner|kronor)\b"
    r"|\bin (?:euros|pounds|dollars|kroner|kronor)\b|\bwhat (?:does|did|do|will|would) .+ cost\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"\b(?:percent|per cent|percentage|(?:what|which) share|proportion|fraction|by how much"
    r"|how much (?:did|has|have) .+ (?:fall|fallen|rise|risen|drop|dropped|cut|reduc\w+|gr[eo]w\w*))\b",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:how many|what number|what is the number of)\b", re.IGNORECASE)
_DURATION = re.compile(r"\bhow long\b(?! ago\b)", re.IGNORECASE)
_TIME = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half a|an?|each|every"
    r"|several|many|few|first|last|next)[- ](?:\w+ )?(?:years?|months?|weeks?|days?|hours?|minutes?|decades?)\b"
    r"|\b(?:years|months|decades?)\b|\b(?:since|until|till|from|by|between|ended|ran|runs|lasted)\b.*\b(?:19|20)\d\d\b"
    r"|\b(?:19|20)\d\d\s*[-–—]\s*(?:\d\d){1,2}\b|\b(?:permanent|temporary|indefinite)(?:ly)?\b",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:half|halves|halved|an? (?:third|quarter|fifth|tenth)|two thirds|three quarters|one in \w+|doubled|tripled"
    r"|majority|most of)\b",
    re.IGNORECASE,
)
_ACTOR = re.compile(
    r"\b(?:agenc(?:y|ies)|associations?|banks?|bodies|body|businesses|charit(?:y|ies)|cit(?:y|ies)|citizens|communit(?:y|ies)"
    r"|compan(?:y|ies)|consorti(?:um|a)|departments?|employers|experts|famil(?:y|ies)|farmers|firms?|foundations?|funders?"
    r"|governments?|industr(?:y|ies)|institut(?:es?|ions?)|investors?|municipalit(?:y|ies)|networks?|organi[sz]ations?"
    r"|parents|parliament|partners?|people|politicians|regions?|researchers|residents|schools?|states?|students|taxpayers"
    r"|teachers|unions?|universit(?:y|ies)|utilit(?:y|ies)|volunteers|workers|young people)\b",
    re.IGNORECASE,
)
"""Those who act, pay or take part, told by what they are and not by name."""
_PERCENT = frozenset({"%", "percentage points"})


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, word_set(text)))


_KINDS_OF_MONEY = tuple(
    (_stems(asked), _stems(told))
    for asked, told in (
        ("salary salaries wage wages earn", "salary salaries wage wages earn earned pay paid income"),
        ("return returns profit dividend", "return returns profit dividend yield interest gain"),
        ("fine fines penalty", "fine fines penalty sanction"),
    )
)
"""Sums that are not meant by any other: a sentence must name them, too. Budget, cost, grant and funding are told in too
many words for that."""


def expected(question: Question) -> AnswerType | None:
    """The type of answer that is asked for, None where any sentence may be one."""
    if _MONEY.search(question.text):
        return AnswerType.MONEY
    if _SHARE.search(question.text):
        return AnswerType.SHARE
    if _COUNT.search(question.text):
        return AnswerType.COUNT
    if _DURATION.search(question.text):
        return AnswerType.DURATION
    return {Form.WHEN: AnswerType.DATE, Form.WHO: AnswerType.AGENT}.get(question.form)


def holds(type_: AnswerType | None, question: Question, text: str) -> bool:
    """True when a sentence has what an answer of this type must have, and not only what the question says itself."""
    return type_ is None or _TESTS[type_](question, text)


def _new_figures(question: Question, text: str) -> list[Figure]:
    asked = question.text.lower()
    return [figure for figure in figures(text) if figure.text.lower() not in asked]


def _is_money(question: Question, text: str) -> bool:
    asked = {stem(word) for word in question.words}
    for kind, told in _KINDS_OF_MONEY:
        if asked & kind and not content_stems(text) & told:
            return False
    units = {figure.unit for figure in _new_figures(question, text)}
    return bool(units - {"", *_PERCENT}) or (bool(units & _PERCENT) and bool(asked & {"share", "return"}))


def _is_share(question: Question, text: str) -> bool:
    found = _new_figures(question, text)
    wants_any = "how much" in question.text.lower()
    return any(wants_any or figure.unit in _PERCENT for figure in found) or bool(_PART.search(text))


def _is_count(question: Question, text: str) -> bool:
    return any(figure.unit == "" for figure in _new_figures(question, text))


def _is_duration(_question: Question, text: str) -> bool:
    return bool(_TIME.search(text))


def _is_agent(question: Question, text: str) -> bool:
    asked = {stem(word) for word in question.words}
    return form_fit(question, text) > 0.0 or any(stem(one.lower()) not in asked for one in _ACTOR.findall(text))


_TESTS: dict[AnswerType, Callable[[Question, str], bool]] = {
    AnswerType.MONEY: _is_money,
    AnswerType.SHARE: _is_share,
    AnswerType.COUNT: _is_count,
    AnswerType.DATE: tells_date,
    AnswerType.DURATION: _is_duration,
    AnswerType.AGENT: _is_agent,
}
