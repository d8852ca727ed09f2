"""Which encoding a text without a mark is in, when it is not UTF-8: Western European unless it cannot be."""

import re

WESTERN = "cp1252"
_OTHERS = (
    *("cp1250", "iso8859_2", "cp1251", "iso8859_5", "koi8_r", "cp1253", "iso8859_7", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "tis_620"),
)
_FEWEST_LETTERS = 20
"""Fewer prove nothing: a title in Danish may be half special letters."""
_MOST_SPECIAL = 0.25
"""Of the letters; French and Danish have a tenth, Russian or Greek read as Western has nearly all."""
_MOST_BROKEN = 0.02
"""Of what is beyond ASCII: signs amid a word, as "³" in Polish read as Western."""
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_AMID_A_WORD = re.compile(r"(?<=[^\W\d_])[\x80-\xa9\xab\xac\xae-\xb6\xb8\xb9\xbb-\xbf×÷](?=[^\W\d_])")
_ICELANDIC = re.compile("[ýðþÝÐÞ]")  # where Turkish has ı, ğ and ş
_ICELANDIC_TOO = re.compile("[æáÆÁ]")


def guessed_encoding(content: bytes) -> str:
    """The encoding that these bytes are most likely in, as Python names it.

    charset-normalizer alone took short Western texts for others, so it is asked only where the Western reading cannot
    be right. Of the 385 files of chardet's test collection (https://github.com/chardet/chardet, tests/) that are
    neither UTF-8 nor UTF-16, 24 are read rightly as Western alone and 253 in this way, all ten Western ones among them.
    """
    western = content.decode(WESTERN, errors="replace")
    if _may_be_western(western):
        return WESTERN
    from charset_normalizer import from_bytes  # 50 ms, and hardly ever needed

    best = from_bytes(content, cp_isolation=[*_OTHERS, WESTERN]).best()
    return best.encoding if best is not None else WESTERN


def _may_be_western(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    if len(letters) < _FEWEST_LETTERS:
        return True
    special = sum(1 for letter in letters if letter > "\x7f")
    if special > _MOST_SPECIAL * len(letters):
        return False
    if len(_AMID_A_WORD.findall(text)) > _MOST_BROKEN * max(1, len(_BEYOND_ASCII.findall(text))):
        return False
    return not _ICELANDIC.search(text) or bool(_ICELANDIC_TOO.search(text))
