"""Follow-ups that want the last answer again in another shape: shorter, longer, or with who says it."""

import re

_POLITE = (
    r"(?:(?:please|ok(?:ay)?|and|but|can you|could you|would you|now|make (?:it|that|this)|give (?:me|us)|a|an|the|bit"
    r"|much|even|little)[,\s]+)*"
)
_COUNT = r"(?P<count>one|a single|two|three|a few)"
_SHORTER = re.compile(
    rf"^{_POLITE}(?P<want>shorter|briefer|briefly|more briefly|in (?:short|brief)|too long|tl;?dr"
    r"|short(?:er)? (?:version|answer|summary)|sum (?:it|that|this) up"
    rf"|(?:summari[sz]e|summary)(?: (?:it|that|this))?)?(?: ?(?:in|into"
    rf"|to) {_COUNT} sentences?)?(?:,? please)?[\s?.!]*$",
    re.IGNORECASE,
)
_LONGER = re.compile(
    rf"^{_POLITE}(?:tell (?:me|us) |show (?:me|us) |say |some )?"
    r"(?:more|longer|go on|continue|elaborate|in (?:more |full |greater )?detail|(?:more )?details?)"
    r"(?: details?| about (?:it|this|that)| on (?:it|this|that))*(?:,? please)?[\s?.!]*$",
    re.IGNORECASE,
)
_WHO_SAYS = re.compile(
    r"^(?:(?:and|but|ok(?:ay)?)[,\s]+)*(?:who (?:says?|said|claims?|claimed|reports?|reported) (?:that"
    r"|this|so|it)|who wrote (?:that|this)"
    r"|says who|according to whom?|(?:what|which)(?:[’']s| is| are) (?:the|your) sources?(?: (?:for|of) (?:that"
    r"|this|it))?"
    r"|(?:the )?sources?|(?:from )?where (?:does|did) (?:that|this|it) come from|where (?:is|was) (?:that|this|it) from"
    r"|how do you know(?: that| this)?|which sources?(?: says?| said)?(?: that| this| is that)?)[\s?.!]*$",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"^{_POLITE}(?:turn (?:it|that|this) into |put (?:it|that|this) (?:in|into) |(?:as|in|into) )?(?:a |an )?"
    r"(?:bulleted |bullet |short |numbered )?(?:list|points|bullets|bullet points)(?:,? please)?[\s?.!]*$",
    re.IGNORECASE,
)
_TABLE = re.compile(
    rf"^{_POLITE}(?:turn (?:it|that|this) into |put (?:it|that|this) (?:in|into) |(?:as|in|into) )?(?:a |an )?"
    r"table(?:,? please)?[\s?.!]*$",
    re.IGNORECASE,
)
_SHAPE = re.compile(r",? (?:in (?:brief|more detail|(?:one|two|three) sentences?)|as a list)$", re.IGNORECASE)
_FEW = {"one": "one sentence", "a single": "one sentence", "two": "two sentences", "three": "three sentences"}


def reshaped(text: str, previous: str) -> str | None:
    """The last question asked for a shorter or longer answer; None when that is not what is asked."""
    bare = _SHAPE.sub("", previous.rstrip("?.! "))
    if _LONGER.match(text):
        return f"{bare}, in more detail?"
    if _LISTED.match(text):
        return f"{bare}, as a list?"
    match = _SHORTER.match(text)
    if match is None or not (match["want"] or match["count"]):
        return None
    return f"{bare}, in {_FEW.get((match['count'] or '').lower(), 'brief')}?"


def without_shape(text: str) -> str:
    """A question without the wish for a shape that was put behind it ("…, in brief?"), as it is searched for."""
    bare = _SHAPE.sub("", text.rstrip("?.! "))
    return text if bare == text.rstrip("?.! ") else f"{bare}?"


def asks_who_says_so(text: str) -> bool:
    """True when the last answer is wanted with who says what: a table of it has nothing else to put beside it."""
    return bool(_WHO_SAYS.match(text) or _TABLE.match(text))
