"""Questions no library can answer as they stand: empty, without words, too long, private, asking for a decision."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from assistant.words import word_set

MAX_WORDS = 400
"""Words of a question that are read. Longer ones are pasted documents: the embedding model sees about 250 words."""

_MARKUP = re.compile(r"<[^<>]{0,2000}>|&[a-z]{2,8};|[`*_#|~\[\]{}<>]+", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}")
_GREETING = re.compile(
    r"^(hi|hello|hey|hej|good (morning|afternoon|evening))( there| all| everyone)?[\s!.,]*$", re.IGNORECASE
)
_THANKS = re.compile(
    r"^((ok(ay)?|great|perfect|wonderful|super|thanks?( you)?|many thanks|cheers|bye|goodbye|see you|good|nice"
    r"|cool|fine)"
    r"( (so|very) much| a lot| again| for (that|this|your help|the help|now|today))?"
    r"|(this|that|it)([’']s| is| was) (all|great|enough|helpful|useful)|(very |really |so )?(helpful|useful"
    r"|interesting)"
    r"|that helps|good (to know|answer)|well done)"
    r"([\s!.,:–-]+|$)((thanks?( you)?|great|cheers|bye|(very |really |so )*(helpful|useful|interesting|good|clear|kind)"
    r"|that (helps|was helpful|is all)( a lot)?|that[’']s all)[\s!.,]*)*$",
    re.IGNORECASE,
)
_FOREIGN = word_set(
    "hva hvem hvor hvordan hvorfor hvilke hvilken hvornår når hvad er et en den det som og på med til av af ikke å "
    "vad vem hur "
    "varför vilka vilken är för och wie wer wird werden welche welcher warum wann ist sind eine ein einen der "
    "die das den "
    "und für mit von nicht was wat wie hoe waarom welke is zijn een het voor met niet que qué quién quiénes cómo cuál "
    "cuáles cuándo por para los las el la es son una un del con qu qui quoi quel quelle quels quelles comment pourquoi "
    "quand est sont les des une le du et chi che cosa come perché quando quali quale è sono il lo gli della "
    "di mikä mitä "
    "miten kuka miksi milloin ovat on ja co jak kto dlaczego jest są kiedy"
)
_ASKING = word_set(
    "hva hvem hvor hvordan hvorfor hvilke hvilken hvornår hvad vad vem hur varför vilka vilken wie wer welche "
    "welcher warum wann "
    "wat hoe waarom welke qué quién cómo cuál cuánto qui quoi quel quelle comment pourquoi combien chi cosa "
    "perché quanto "
    "mikä mitä miten kuka miksi milloin kto dlaczego jak que"
)
"""Question words: one at the beginning is enough."""
_SHARED = word_set("is on an a was die den by me he so in no as at to of for or do has at be es une ja co il me en met")
"""Those of them that are English words too, or stand in English names."""
_ENGLISH = word_set("the of and what who how why when where which are were does did to for about tell with this")
_ABOUT_ASSISTANT = re.compile(
    r"^(who|what) are you\s*\??$|^what (can|do) you (do|know|cover|offer)( here| for me| about)?\s*\??$"
    r"|^how (do|can|should) (i|we) use (you|this)( tool| assistant| app)?\s*\??$|^how do you work\s*\??$"
    r"|^what is this( tool| assistant| site| app)?\s*\??$|^help\s*[!?.]*$"
    r"|^what (is|are) in (the|your) (library|sources)\s*\??$"
    r"|^(what|which) (sources|material|documents) (do|can) you (have|use|search|know)\s*\??$",
    re.IGNORECASE,
)
_ROLE = (
    r"[Tt]he (?:[\w-]+ ){0,2}?(?:boss|brokers?|ceo|chair(?:man|woman|person)?|chiefs?|coordinators?|directors?"
    r"|heads?|leaders?|managers?|mayors?|ministers?|officers?|participants?|pupils?|residents?|staff|team|employees?"
    r"|young people)"
    r"(?: of (?:the )?[\w-]+(?: [\w-]+){0,2}?)?"
)
_PERSON = rf"(?:he|she|they|[A-Z][\w-]+ [A-Z][\w-]+|{_ROLE})"
"""Who may have a private life: a pronoun, two capital words, or the holder of a role."""
_OWN = r"(?:’s|'s|(?<=s)[’'])"
_PRIVATE = re.compile(
    r"\b(home|private|personal) (address|phone|number|e-?mail|life|details)\b"
    r"|\b(e-?mail address|phone number|mobile number|telephone number|date of birth|birthday|passport"
    r"|social security|bank account|salary|wage|income"
    r"|marital status|medical record|sick leave|religion|sexual|password)(es|s)? (of|for) (?!an? |mission|staff\b)"
    r"|\bnames of (?:the |all |some )?(?:children|pupils|students|young people|patients|residents|citizens|participants"
    r"|respondents|employees|staff)\b"
    r"|\b(names|addresses) and (phone|e-?mail|telephone|mobile|address)"
    rf"|\b[A-Z][\w-]+{_OWN} (e-?mail|phone|mobile|telephone|home address|address|birthday|salary|wife|husband"
    r"|partner’s name|children|health|illness"
    r"|diagnosis|religion|password|date of birth|private life)\b"
    r"|\b(his|her) (e-?mail|phone|mobile|birthday|salary|wage|income|wife|husband|illness|religion)\b"
    rf"|\b(?:{_ROLE}{_OWN}|[Tt]heir) (?:private |mobile |home )?(?:e-?mail address|(?:tele)?phone(?: number)?"
    r"|mobile(?: number)?|address|salary|birthday)\b"
    rf"|\b[Hh]ow (old|rich) is {_PERSON}\b"
    rf"|\b([Hh]ow much|[Ww]hat) (does|did|do) {_PERSON} earn\b"
    rf"|\b[Ww]here does ({_PERSON}|[A-Z][\w-]+) live\b"
    rf"|\b([Ii]s|[Ww]as) {_PERSON} (married|ill|sick|gay|divorced|pregnant|religious)\b"
    rf"|\b([Dd]oes|[Dd]id|[Hh]as|[Dd]o) {_PERSON} (have|had|got) (any )?"
    r"(children|kids|a (wife|husband|partner|disease))\b"
    rf"|\b([Ww]hich|[Ww]hat) (political )?party (does|did|do) {_PERSON} (belong|vote|support)"
    rf"|\b[Ww]hat (illness|disease|diagnosis|religion) (does|did|do|has|had) {_PERSON}\b"
    r"|\b(anyone|anybody|someone|who) (\w+ ){0,4}(on|off) sick\b|\bon sick leave\b"
)
_DECISION = re.compile(
    r"^(so |then |and |but )?(should|shall|ought) (we|i|my|our|the (council|city|municipality|ministry|government"
    r"|minister|mayor|agency|team))\b"
    r"|\bwhat (do|would) you (think|recommend|advise|suggest)\b|\bwhat would you do\b"
    r"|\b(your|in your) (opinion|view|advice|recommendation)\b"
    r"|\bwhich (party|politician|candidate) (should|is (better|best))\b|\bwho should (i|we) vote\b"
    r"|\bwhich (one|option|mission|city|partner|project|bid|offer|supplier|of (the|these|those) \w+) "
    r"should (we|i|our|my)\b"
    r"|\bwhich (\w+ ){0,4}is (better|best|right) for (us|me|my|our)\b"
    r"|\b(is it worth|is it worthwhile|would it be (wise|better|best|right|smart)|would it make sense)\b"
    r"|\b(tell|advise) (me|us) (whether|if|which one) (to|we|i)\b"
    r"|\b(can|could|will|would) you (decide|choose|pick|approve)\b"
    r"|\b(decide|choose|approve|sign) (it |this |that )?for (me|us)\b|\bdo you (agree|believe|like|prefer"
    r"|think|recommend)\b|\bwould you (choose|prefer|recommend)\b|\b(a )?waste of (money|time)\b"
)
_TASK = re.compile(
    r"^(?:(?:please|can you|could you|would you|will you|i want you to|i need you to)\s+)*"
    r"(?:(?:write|draft|compose|translate|calculate|draw|design|paint|sing|book|order|send|program|code|proofread)"
    r"(?:\s+(?:me|us|to))?\s+(?:an?|my|our|the|this|that|some|\d)\b"
    r"|(?:summari[sz]e|rewrite|correct|check|shorten) (?:my|our|this|the (?:following|attached))\b)"
    r"|^(?:please )?(?:ignore|forget|disregard) (?:all |any )?(?:your |the )?(?:previous |earlier |above )?"
    r"(?:instructions|rules|prompt)",
    re.IGNORECASE,
)
"""Requests to make something, of which a library can only say what its sources hold on it."""


class Boundary(StrEnum):
    """Why a question is not, or not only, answered from the sources."""

    EMPTY = "empty"
    NO_WORDS = "no_words"
    OTHER_SCRIPT = "other_script"
    TOO_LONG = "too_long"
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT_ASSISTANT = "about_assistant"
    PRIVATE = "private"
    OTHER_LANGUAGE = "other_language"  # searched for all the same, since names are names; the message says how to ask
    TASK = "task"  # answered with what the sources say on it; the message says that nothing is made
    DECISION = "decision"  # answered with what the sources report; the message says that the decision stays with people


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """A question as it can be used: free of markup, and what stands in the way of answering it."""

    text: str
    boundary: Boundary | None = None
    respelt: bool = False  # slips of the pen have been mended in the text

    @property
    def searchable(self) -> bool:
        """True when it makes sense to search with this text."""
        return self.boundary in {None, *NOTED}


NOTED = frozenset({Boundary.DECISION, Boundary.TASK, Boundary.OTHER_LANGUAGE})
"""Boundaries that the answer notes before it gives what the sources say."""

MESSAGES: dict[Boundary, str] = {
    Boundary.EMPTY: "Please type a question about mission practice, for example who leads a mission or how it is "
    "governed.",
    Boundary.NO_WORDS: "This holds no words to search for. Please ask in a sentence, for example “How is Viable Cities "
    "governed?”.",
    Boundary.OTHER_SCRIPT: "The library is in English and the search reads Latin letters. Please ask the question in "
    "English.",
    Boundary.OTHER_LANGUAGE: (
        "This does not look like English. The library is in English, and it is searched by the meaning of English "
        "words. "
        "Please ask in English; names of cases, cities and people can stay as they are. Short, plain sentences "
        "are enough."
    ),
    Boundary.TOO_LONG: (
        f"This is longer than a question can be (about {MAX_WORDS} words). "
        "Please ask it in one or two sentences; a document can be added to the library by a trainer."
    ),
    Boundary.GREETING: (
        "Hello. Ask a question about mission practice; the answer is word for word from the library’s sources."
    ),
    Boundary.THANKS: "You are welcome. Ask on whenever you like; the conversation so far is kept in mind.",
    Boundary.ABOUT_ASSISTANT: (
        "This assistant answers questions about mission practice with sentences taken word for word from its "
        "library of case studies, "
        "guides and workshop transcripts, each with its source. It says so when the library does not cover a question."
    ),
    Boundary.PRIVATE: (
        "The library holds no private details of people, and this assistant does not look for them. "
        "It can tell what published sources say about a person’s public role in a mission, or which organisation "
        "to turn to."
    ),
    Boundary.TASK: (
        "This assistant writes, translates and does nothing by itself; it finds what its sources say. "
        "What they say on the subject can be used for the task."
    ),
    Boundary.DECISION: (
        "The library cannot decide this or give an opinion; that stays with you. "
        "These are the experiences its sources report, to weigh in the decision."
    ),
}
"""What people read. All are full sentences that say what can be done instead."""


def read_question(raw: str) -> ReadQuestion:
    """The question cleaned of markup and control characters, with its boundary, if any."""
    visible = "".join(" " if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co"} else letter for letter in raw)
    if not visible.strip():
        return ReadQuestion("", Boundary.EMPTY)
    text = " ".join(_MARKUP.sub(" ", unicodedata.normalize("NFC", visible)).split())
    return ReadQuestion(text, _boundary(text))


def _boundary(text: str) -> Boundary | None:
    words = _WORD.findall(text)
    if not words:
        return Boundary.NO_WORDS
    if not _mostly_latin(text):
        return Boundary.OTHER_SCRIPT
    if len(text.split()) > MAX_WORDS or len(text) > MAX_WORDS * 20:
        return Boundary.TOO_LONG
    if _GREETING.match(text):
        return Boundary.GREETING
    if _THANKS.match(text):
        return Boundary.THANKS
    if _is_other_language(text):
        return Boundary.OTHER_LANGUAGE
    if _ABOUT_ASSISTANT.search(text):
        return Boundary.ABOUT_ASSISTANT
    if _PRIVATE.search(text):
        return Boundary.PRIVATE
    if _DECISION.search(text.lower()):
        return Boundary.DECISION
    if _TASK.search(text):
        return Boundary.TASK
    return None


def _is_other_language(text: str) -> bool:
    """True for a question whose function words belong to another language in Latin letters."""
    said = [word.lower() for word in _WORD.findall(text)]
    foreign = [word for word in said if word in _FOREIGN and word not in _SHARED]
    asks = bool(said) and said[0] in _ASKING
    return (asks or len(foreign) >= _FEWEST_FOREIGN) and not _ENGLISH & set(said)


_FEWEST_FOREIGN = 2
"""One foreign function word may stand in a name ("Vision der Stadt")."""


def _mostly_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return latin * 2 >= len(letters)
