"""How well a sentence fits the form of a question: a date for "when", a figure for "how many", a reason for "why"."""

import re
from collections.abc import Callable

from assistant.aspects import REMEDY, WHETHER_REACHED, Aspect, aspects
from assistant.completeness import asked_items
from assistant.figures import figures, first_date, years
from assistant.listed import enumerated, number_in
from assistant.question import Form, Question
from assistant.words import content_stems, names, stem, word_set, words

_REASON = re.compile(
    r"\b(because|since|due to|owing to|as a result of|reason|so that|in order to|caused?|led to|that is why"
    r"|depend(?:ed|s)? on|thanks to|could not|did not come|failed to|for lack of)\b",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"^(?:\d+[.)]\s|first|second|third|then|next|finally|start|begin|step|use|ask|agree|choose|set|write|define|make|find|name|bring|check|plan|test|build|decide"
    r"|keep|map|invite|involve|share|publish|measure|give|let|put|include|describe|draw|look|treat|avoid|appoint|create|identify|link|turn|tie|state)\b",
    re.IGNORECASE,
)
_PRESCRIBES = re.compile(
    r"\b(?:should|must|needs? to|ha(?:s|ve) to|can ask|recommends?|recommended|advises?|advised|advice|calls? for"
    r"|instead|in order to avoid|so that|safeguards?|remed(?:y|ies))\b",
    re.IGNORECASE,
)
_SPLIT_LIST = re.compile(r",\s|\band\b|;|:")
_ITEM_BORDER = re.compile(r"[,;] (?:and |or )?")
_FOR = re.compile(
    r"\b(strengths?|advantages?|benefits?|succe(?:ss|eded|ssful)\w*|achiev\w+|gain\w*|helped|improv\w+|better"
    r"|faster|enabled?|worked well|opportunit\w+|progress|saved|lets?)\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(weakness\w*|drawbacks?|risk\w*|fail\w*|miss(?:ed|es|ing)|pitfalls?|critic\w*|difficult\w*|hard(?:er)?|problem\w*|barriers?|lack\w*|warn\w*|doubt\w*|limit\w*"
    r"|too (?:little|few|slow|much|many|broad|vague|narrow)|not enough|uncertain\w*|conflict\w*|danger\w*"
    r"|afterthought|cannot|unclear|without)\b",
    re.IGNORECASE,
)
_PLACE_CUE = re.compile(r"\b(?:in|at|from|near|across|region of|city of)\s+(?:the\s+)?[A-ZÅÄÖØÆ]")
_BODY = re.compile(
    r"\b(?:boards?|committees?|councils?|coordinators?|delegates?|directors?|managers?|ministr(?:y|ies)|secretariat"
    r"|steering group|task force|team|members|representatives|authorit(?:y|ies)|chair(?:s|ed)?|mayors?|office)\b",
    re.IGNORECASE,
)
"""Those who lead, decide or take part without a name of their own."""
_ASKS_WHO_DECIDES = re.compile(r"\bwho(?: \w+){0,3} decid(?:es?|ed)\b", re.IGNORECASE)
_DECIDES = re.compile(
    r"\b(?:decid\w+|adopt(?:s|ed)?|approv(?:es?|ed)|fix(?:es|ed)|determin(?:es?|ed)|draws? up|drew up|drawn up"
    r"|appoint(?:s|ed)?|steer(?:s|ed)?|(?:have |has )?set the|sets the|in charge|responsib\w+|vot(?:es?|ed))\b",
    re.IGNORECASE,
)
"""What those do who decide."""
_TELLS_REACHED = re.compile(
    r"\b(?:(?:met|reached|achieved|fulfilled|missed) (?:its|the|their|this|that|all|neutrality|\d)|out of reach"
    r"|no longer realistic|g[ai]ve[ns]? up|dropped|on track"
    r"|off track|(?:will|could|can|did|would|does) not (?:be|been|reach|meet|achieve|become)|not yet"
    r"|fell short|behind (?:its|the)|never met|ahead of|more than the \d|while \d+% had been)\b",
    re.IGNORECASE,
)
"""What became of a goal."""
_RULERS = re.compile(r"\b(?:cabinets?|governments?|parliaments?|ministers?|councillors?)\b", re.IGNORECASE)
_UNDECIDED = 0.3
"""Fit of a sentence that names somebody, but tells of no decision, where it is asked who decides."""
_INHABITANTS = content_stems("population inhabitants people")
_EARLY = 6
"""Words of a sentence within which stands what it is about."""
_NOBODY = word_set(
    "january february march april may june july august september october november december eur gbp usd sek dkk nok chf"
)
"""Capitalised words of dates and sums, which name nobody."""
_SUBJECT_VERB = (
    r"(?:\W+\w+){0,6}?\W+(?:is|are|was|were|means?|refers? to|describes?|stands? for|consists? of)\b(?! not?\b)"
)


def speaks_for(text: str) -> bool:
    """True when a sentence tells of a gain or success, and of no drawback."""
    return bool(_FOR.search(text)) and not _AGAINST.search(text)


def speaks_against(text: str) -> bool:
    """True when a sentence tells of a drawback, a risk or a failure."""
    return bool(_AGAINST.search(text))


def asks_for_remedy(question: Question) -> bool:
    """True when a question asks how something bad is kept away ("How do we avoid …?")."""
    return bool(REMEDY.search(question.text))


def asks_whether_reached(question: Question) -> bool:
    """True for "Did … reach its goal?"."""
    return bool(WHETHER_REACHED.search(question.text))


def prescribes(text: str) -> bool:
    """True when a sentence tells what to do, and not only what goes wrong."""
    return bool(_STEP.match(text) or _PRESCRIBES.search(text))


def form_fit(question: Question, text: str) -> float:
    """0..1: how much of what the question's form asks for the sentence holds."""
    if asks_for_remedy(question):
        return 1.0 if prescribes(text) else 0.0
    items = asked_items(question)
    if items is not None and items.count in {len(enumerated(text)), _listed_behind_colon(text)}:
        return 1.0
    if asks_whether_reached(question):
        return 1.0 if _TELLS_REACHED.search(text) else 0.0
    judge = _JUDGES.get(question.form)
    return judge(question, text) if judge else 0.0


def subject_share(question: Question, text: str) -> float:
    """0..1: the share of names, figures and years asked for that stand in the text; 1 when none was asked for."""
    wanted = [*(name.lower() for name in question.names), *(str(year) for year in question.years)]
    wanted += [figure.text.lower() for figure in question.figures]
    if not wanted:
        return 1.0
    held = text.lower()
    return sum(item in held for item in wanted) / len(wanted)


def tells_date(question: Question, text: str) -> bool:
    """True when a sentence has a year that the question does not name, or a date that is nearer than a year."""
    dated = first_date(text)
    return bool(set(years(text)) - set(question.years)) or (dated is not None and len(dated[0]) > len("2024"))


def _when(question: Question, text: str) -> float:
    if tells_date(question, text):
        return 1.0
    return 0.3 if first_date(text) is not None else 0.0


def _figure(question: Question, text: str) -> float:
    found = figures(text)
    if not found:
        return 0.0
    asked = {stem(word) for word in question.words}
    asked |= _INHABITANTS if asked & _INHABITANTS else frozenset()
    money = bool({"money", "cost", "budget", "fund", "grant", "invest", "price", "spend", "financ"} & asked)
    if any(figure.noun and stem(figure.noun) in asked for figure in found):
        return 1.0
    if money:
        return 1.0 if any(figure.unit not in {"", "%"} for figure in found) else 0.2
    if {"share", "percentag", "proport", "percent", "fraction"} & asked or "what share" in question.text.lower():
        return 1.0 if any(figure.unit == "%" for figure in found) else 0.3
    return 0.5


def asks_who_decides(question: Question) -> bool:
    """True for "Who decides on …?"."""
    return bool(_ASKS_WHO_DECIDES.search(question.text))


def _who(question: Question, text: str) -> float:
    named = _who_named(question, text)
    if not asks_who_decides(question):
        return named
    return 1.0 if _DECIDES.search(text) and (named or _RULERS.search(text)) else min(_UNDECIDED, named)


def _who_named(question: Question, text: str) -> float:
    asked = " ".join(question.names).lower()
    others = [name for name in names(text) if name.lower() not in asked and not _NOBODY & set(name.lower().split())]
    named = min(1.0, 0.6 + 0.2 * len(others)) if others else 0.0
    if Aspect.GOVERNANCE in aspects(question.text) and _BODY.search(" ".join(text.split()[:_EARLY])):
        return 1.0
    return max(named, 0.8 if _BODY.search(text) else 0.0)


def _definition(question: Question, text: str) -> float:
    subject = r"\W+".join(re.escape(word) for word in question.words[:4])
    if subject and re.match(rf"(?:an?|the)?\s*{subject}\w*{_SUBJECT_VERB}", text, re.IGNORECASE):
        return 1.0
    opening = {stem(word) for word in words(text)[:5]}
    asked = {stem(word) for word in question.words}
    return (
        0.4
        if asked and asked <= opening | content_stems(text) and re.search(r"\b(is|are|means?) (an?|the)\b", text)
        else 0.0
    )


def _steps(_question: Question, text: str) -> float:
    return (
        1.0
        if _STEP.match(text)
        else 0.3
        if re.search(r"\b(should|must|need to|needs to|can be|it helps to)\b", text)
        else 0.0
    )


def _listing(question: Question, text: str) -> float:
    wanted = number_in(question.text)
    if wanted and len(enumerated(text)) == wanted:
        return 1.0
    return min(1.0, 0.2 * (len(_SPLIT_LIST.findall(text))))


def _listed_behind_colon(text: str) -> int:
    """How many items stand behind a colon, where "and" inside an item is no border ("AI and data, clean growth, …")."""
    _, colon, rest = text.partition(": ")
    return len(_ITEM_BORDER.split(rest)) if colon else 0


def _why(_question: Question, text: str) -> float:
    return 1.0 if _REASON.search(text) else 0.0


def _where(question: Question, text: str) -> float:
    return 1.0 if _PLACE_CUE.search(text) else 0.3 if _who(question, text) else 0.0


def _pro_contra(_question: Question, text: str) -> float:
    return 1.0 if speaks_for(text) or speaks_against(text) else 0.0


_JUDGES: dict[Form, Callable[[Question, str], float]] = {
    Form.WHEN: _when,
    Form.TIMELINE: _when,
    Form.FIGURE: _figure,
    Form.WHO: _who,
    Form.DEFINITION: _definition,
    Form.STEPS: _steps,
    Form.LIST: _listing,
    Form.WHY: _why,
    Form.WHERE: _where,
    Form.PRO_CONTRA: _pro_contra,
}
