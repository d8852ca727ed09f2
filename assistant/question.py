"""What a question asks for: its form, its subject in words, names and numbers, and its parts."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.figures import Figure, figures, years
from assistant.phrasing import unframed
from assistant.words import content_words, names, word_set


class Form(StrEnum):
    """The form of answer a question asks for."""

    DEFINITION = "definition"
    LIST = "list"
    STEPS = "steps"
    COMPARISON = "comparison"
    WHO = "who"
    WHEN = "when"
    WHERE = "where"
    TIMELINE = "timeline"
    FIGURE = "figure"
    WHY = "why"
    YES_NO = "yes_no"
    PRO_CONTRA = "pro_contra"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Question:
    """A question read. ``words``, ``names``, ``figures`` and ``years`` are those asked for, in order."""

    text: str
    form: Form
    words: tuple[str, ...]
    names: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    years: tuple[int, ...] = ()
    parts: tuple[str, ...] = ()  # the questions in it, when there is more than one
    wants_more: bool = False  # "in detail", "everything", "as much as possible"
    wants_less: bool = False  # "briefly", "in one sentence"
    most_sentences: int = 0  # as many as were asked for ("in two sentences"), 0 where no number was said


_LEAD = re.compile(
    r"^(?:(?:so|and|but|ok|okay|well|now|then|also|hi|hello|please|thanks|thank you)[,.!]?\s+)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|explain|show|give|describe|say|list|help)(?: to)?(?: me"
    r"| us)?(?: understand)?\s+(?:about\s+)?"
    r"|(?:please )?(?:tell|explain|show|describe)(?: to)? (?:me|us)\s+(?:about\s+)?"
    r"|(?:i|we) (?:would like|want|need|wish|am trying|are trying|’d like|'d like) to (?:know|understand|learn"
    r"|find out)\s+(?:about\s+)?"
    r"|do you know (?:if |whether )?|i(?:’|'| a)m (?:interested in|curious about|wondering)\s+|i wonder(?: if"
    r"| whether)?\s+"
    r"|what does the library (?:say|know|hold) (?:about|on)\s+)?",
    re.IGNORECASE,
)
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = tuple(
    (form, re.compile(pattern))
    for form, pattern in (
        (
            Form.COMPARISON,
            r"\b(compare[sd]?|comparing|comparison|versus|vs\.?|contrast(ing)?|similarit(y|ies)|in common)\b"
            r"|\bdifferences? (between|of|in|among)\b"
            r"|^which of .+ (and|or) .+ (has|have|had|is|are|was|were|does|did|do|got|gets|started|began|came|costs?"
            r"|spends?|spent|lasts?|lasted|needs?|needed|works?|worked|went|pays?|paid|takes?|took|involves?|reached|set|met|adopted|joined"
            r"|signed|won|raised)\b"
            r"|\bdiffer(s|ed|ent|ently)?\b(?=.*\b(from|and|between|than|across)\b)|\bwhich .+\bor\b.+\b(better"
            r"|more|less|larger|faster)\b"
            r"|\b(better|larger|smaller|cheaper|faster|older)\b.*,? .+ or .+\?",
        ),
        (
            Form.PRO_CONTRA,
            r"\bpros? (and|&) cons?\b|\badvantages? and (disadvantages?|drawbacks?|risks?)\b|\barguments? (for"
            r"|against)\b|\bfor and against\b"
            r"|\bstrengths? and weakness(es)?\b|\bbenefits? and (risks?|drawbacks?|costs?|limits?|limitations?)\b"
            r"|\bupsides? and downsides?\b"
            r"|\bsuccess(es)? and (failures?|difficult(y|ies))\b|\bwhat worked and what\b",
        ),
        (
            Form.TIMELINE,
            r"\btime ?line\b|\bchronolog|\bhistory of\b|\bmilestones? (in|of)\b|\bhow (did|has|have) .+ (develop"
            r"|developed|evolve|evolved|unfold|unfolded|change|changed)\b"
            r"|\bover (time|the years)\b|\bsequence of events\b|\bwhat happened\b.*\b(after|between|since|from)\b"
            r"|\bin what order\b",
        ),
        (
            Form.FIGURE,
            r"\bhow (many|much|large|big|long|far|high|often|old|small|wide)\b|\bwhat (share|percentage"
            r"|proportion|number|amount|percent|fraction|sum)\b"
            r"|\b(is|are|was|were) the (total |overall |annual |exact )?(number|share|percentage|proportion"
            r"|budget|cost|costs|size|amount|sum|population|reduction)\b"
            r"|\bby how much\b|\bwhat (does|did|do|will) .+ cost\b|\bwhat budget\b",
        ),
        (
            Form.WHEN,
            r"^(since |by |until |from )?when\b|\b(in|by|since|which|what) (which |what )?(year|date|month"
            r"|day)s?\b(?!.*\bbudget)|\bdeadline\b|\bhow recently\b|\bwhen (was|were|did|does|will|is)\b",
        ),
        (
            Form.WHO,
            r"^(by |from |with |to |for )?who(m|se)?\b(?! (are|were) (the |all )+(?!(wom|m)en\b)\w+s\b)"
            r"|\bby whom\b|\bwhich (person|people|organi[sz]ations?"
            r"|partners?|actors?|body|bodies|agency|agencies|ministry|ministries|institutions?|compan(y|ies)|foundations?|funders?)\b",
        ),
        (
            Form.WHERE,
            r"^(from )?where\b|\bin (which|what) (city|cities|country|countries|place|places|region|regions"
            r"|municipality)\b",
        ),
        (
            Form.STEPS,
            r"\bhow (do|can|should|could|would|might|does one|to) (i|we|you|one|a|an|my|our|the team|teams|cities"
            r"|city|governments?|public servants?|people)?\b.*"
            r"|^how to\b|\bsteps?\b|\bstep[- ]by[- ]step\b|\bprocedure\b|\bcheck ?list\b|\bguide (me|us)\b"
            r"|\bwhere (do|should) (i|we) (start|begin)\b",
        ),
        (Form.WHY, r"^why\b|\bwhat (is|are|was|were) the reasons?\b|\bfor what reason\b|\bwhat (caused|explains)\b"),
        (
            Form.LIST,
            r"^(list|name|enumerate)\b|, as a list\??$"
            r"|\bgive (me |us )?(some |a few |an |three |two )?(examples?|list)\b"
            r"|^(some )?examples? of\b|^(is|are) there (an?|any|some|another|more|other)\b[\w ]{0,20} examples?\b"
            r"|^who (are|were) (the |all )+(?!(wom|m)en\b)\w+s\b"
            r"|^(what|which) (?!is |was |does |did )(\w+ ){0,3}(kinds?|types?|sorts?|forms?|ways|examples?"
            r"|lessons?|challenges?|barriers?|obstacles?|pitfalls?|principles?|elements?"
            r"|criteria|roles?|tasks?|tools?|methods?|instruments?|partners?|sectors?|goals?|targets?|aims?|projects?|cities|countries|cases|missions|risks"
            r"|difficulties|problems|conditions|factors|questions|mistakes|measures|activities|actions|skills|results|recommendations|indicators|themes|models)\b"
            r"|^(what|which) (are|were) (the )?(two |three |four |five |six |seven |eight |nine |ten |twelve |\d+ )?"
            r"(main |key |most important |common |typical |biggest "
            r"|different )?\w+s\b",
        ),
        (
            Form.DEFINITION,
            r"^(define|definition of|meaning of)\b|^what (does|do) .+ (mean|stand for)\b|^what (is|are"
            r"|was) meant by\b|\bdefinition of\b"
            r"|^(what|who)(’s|'s| is| are| was| were) (an? |the )?(?!(the )?(aim|goal|role|purpose|status|result"
            r"|main|best|most|difference|point|link|budget|state|situation|plan)s?\b)"
            r"[\w’'&-]+( [\w’'&-]+){0,4}\??$",
        ),
        (
            Form.YES_NO,
            r"^(is|are|was|were|do|does|did|has|have|had|can|could|should|will|would|may|might|must)(n[’']t)?\b",
        ),
    )
)
_GENERAL_HOW = re.compile(r"^how (is|are|was|were|does|did|has|have)\b(?! one\b)")
_IN_WHICH_CASE = re.compile(
    r"^when (?:(?:would|should|could|might|can|must|to)\b|(?:do|does) (?:i|we|you|one|an? \w+) (?:use|choose|need|take"
    r"|apply|prefer|pick)\b|is it (?:better|best|worth|right|wise|useful)\b)"
)
"""Asks for a condition and not for a date ("When would I use it?")."""
_PART_SEPARATOR = re.compile(
    r"[?;]+\s+|,?\s+(?:and|or|but)\s+(?=(?:also\s+)?(?:who|whom|whose|what|when|where|why|how|which)\b(?!\s+(?:it|they|we|to)\b\s*$))",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^(?:[\w,]+ ){0,3}?(?:who|whom|whose|what|when|where|why|how|which)\b"
    r"|^(?:is|are|was|were|do|does|did|has|have|had|can|could|should|will|would)\b",
    re.IGNORECASE,
)
"""What a piece must begin like to be a question of its own; "I keep seeing different numbers" is not one."""
_MORE = re.compile(
    r"\b(in (more |full |great )?(detail|depth)|detailed|everything|as much as|at length|comprehensive(ly)?"
    r"|thorough(ly)?|full (overview|account|answer)|long answer|elaborate)\b",
    re.IGNORECASE,
)


_LESS = re.compile(
    r"\b(?:in brief|briefly|in short|in a nutshell|in a few words|(?:in|into|to) (?P<count>one|a single|two"
    r"|three|a few) "
    r"sentences?|short (?:answer|summary)|tl;?dr)\b",
    re.IGNORECASE,
)
_COUNTS = {"one": 1, "a single": 1, "two": 2, "three": 3}


_WHOLE_FORMS = frozenset({Form.COMPARISON, Form.PRO_CONTRA, Form.TIMELINE})
"""Forms that need the whole question: its parts are sides of one thing."""
_FORM_WORDS = word_set(
    "compare compared comparing comparison versus vs contrast difference differences differ differs different "
    "differently similarities"
    " pros cons advantages disadvantages timeline chronology detail detailed example examples step steps brief "
    "briefly overview biggest main key important typical common sentence sentences list"
)
"""Words that ask for a form of answer; sources need not hold them."""


def understand(text: str) -> Question:
    """The question read: form, words, names, numbers and parts. ``text`` is cleaned already, by `read_question`."""
    core = _LEAD.sub("", text).strip() or text
    parts = _parts(unframed(core))
    form = question_form(core)
    less = _LESS.search(core)
    if parts and form not in _WHOLE_FORMS:
        form = question_form(parts[0])
    return Question(
        text=text,
        form=form,
        words=tuple(word for word in content_words(core) if word not in _FORM_WORDS),
        names=names(text),
        figures=figures(core),
        years=years(core),
        parts=() if form in _WHOLE_FORMS else parts,
        wants_more=bool(_MORE.search(core)),
        wants_less=less is not None,
        most_sentences=_COUNTS.get((less["count"] or "").lower(), 0) if less is not None else 0,
    )


def question_form(text: str) -> Form:
    """The form of answer that fits, judged by how the question is worded."""
    core = _LEAD.sub("", unframed(_LEAD.sub("", text))).strip().lower()
    for form, pattern in _FORMS:
        if (form is Form.STEPS and _GENERAL_HOW.search(core)) or (form is Form.WHEN and _IN_WHICH_CASE.search(core)):
            continue
        if pattern.search(core):
            return form
    return Form.GENERAL


def _parts(text: str) -> tuple[str, ...]:
    """The single questions of a compound one, () when it is only one. A part has a content word of its own."""
    pieces = [piece.strip(" ?;,") for piece in _PART_SEPARATOR.split(text)]
    pieces = [piece for piece in pieces if content_words(piece) and _ASKS.match(piece)]
    return tuple(pieces) if len(pieces) > 1 else ()
