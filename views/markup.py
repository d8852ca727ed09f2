"""Text from documents and models, made safe to put into Streamlit's Markdown: it shows as it is and does nothing."""

import re
from urllib.parse import quote, urlsplit

_PUNCTUATION = re.compile(r"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
_SHORTCODE = re.compile(r":(?=[a-zA-Z0-9_+\-/]+:)")
_SELF_LINKING = re.compile(r"(?<=\w)@(?=\w)|(?<=http):(?=//)|(?<=https):(?=//)|(?<=www)(?=\.)", re.IGNORECASE)
_BREAKS = re.compile(r"\s*\n\s*")
_WORD_JOINER = "\u2060"
# Bidirectional controls turn the rest of a line around; tag characters hide words from people. Readers take them out of
# texts, but a title or a name that was typed has not been through a reader.
_DISGUISES = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_KEPT_IN_ADDRESS = "%/?:#@!&'*+,;=~-._"  # brackets, quotes and dollars mean something in Streamlit's Markdown


def plain(text: str) -> str:
    """The text with every character that Markdown, LaTeX or Streamlit's directives could act on made inert.

    CommonMark lets every ASCII punctuation character be escaped (spec 0.31, section 2.4). Emoji shortcodes are replaced
    after escapes are resolved, so their first colon is followed by an invisible word joiner; so are the marks by which
    web and mail addresses become links of themselves (GitHub Flavored Markdown, section 6.9).
    """
    visible = _DISGUISES.sub("", text)
    apart = _SELF_LINKING.sub(lambda mark: mark[0] + _WORD_JOINER, _SHORTCODE.sub(":" + _WORD_JOINER, visible))
    return _PUNCTUATION.sub(r"\\\1", _BREAKS.sub(" ", apart))


def web_address(link: str | None) -> str | None:
    """The link as it can stand in Markdown, when it is an http or https address; None for any other."""
    if not link or any(character.isspace() or not character.isprintable() for character in link):
        return None
    try:
        parts = urlsplit(link)
        named = bool(parts.hostname)
    except ValueError:
        return None
    return quote(link, safe=_KEPT_IN_ADDRESS) if named and parts.scheme in ("http", "https") else None


def lines(text: str) -> str:
    """The text with its line breaks kept and everything else inert."""
    return "  \n".join(plain(line) for line in text.split("\n") if line.strip())


def marked(text: str) -> str:
    """The text as a highlighted quotation."""
    return f":orange-background[{plain(text)}]" if text.strip() else ""


def paragraphs(text: str) -> str:
    """The text with its paragraphs kept and everything else inert."""
    return "\n\n".join(plain(part) for part in re.split(r"\n\s*\n", text) if part.strip())
