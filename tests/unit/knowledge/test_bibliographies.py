import json
import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.bibliographies import bibtex, csl_json, ris
from knowledge.references import Work, WorkDate, one_line

NASTY = 'Costs & "benefits" of {50%}_#1 ~$5^2 \\emph{x} }{\nER  - \n@misc{evil, title={no}}\r\nTY  - JOUR'
WORK = Work(
    key="decoupling-2030-v1",
    title="Decoupling 2030",
    kind="case-study",
    authors=("Danish Design Center", "Jess Silverman"),
    when=WorkDate(2023, 5, 29),
    publisher="DDC",
    link="https://example.org/a_b%20c?x=1&y={2}#z",
    licence="CC BY 4.0",
    language="en",
    summary="What it tells.",
    keywords=("Governance", "Denmark"),
    version=2,
    retrieved=date(2026, 11, 23),
)

_NAMED = {
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciicircum": "^",
    "textasciitilde": "~",
}


def read_bibtex(text):
    """Entries of a BibTeX file, read as strictly as BibTeX does: braces are counted, whatever stands before them."""
    entries, at = {}, 0
    while (begin := text.find("@", at)) >= 0:
        match = re.compile(r"@misc\{([A-Za-z0-9._-]+),\s*").match(text, begin)
        assert match, text[begin : begin + 60]
        fields, at = {}, match.end()
        while text[at] != "}":
            name = re.compile(r"([a-z]+) = ").match(text, at)
            assert name, text[at : at + 40]
            value, at = _bibtex_value(text, name.end())
            fields[name.group(1)] = value
            at = re.compile(r",\s*").match(text, at).end()
        assert match.group(1) not in entries
        entries[match.group(1)] = fields
        at += 1
    return entries


def _bibtex_value(text, at):
    if text[at] != "{":
        word = re.compile(r"[a-z]+").match(text, at)
        return word.group(), word.end()
    depth, end = 0, at
    while True:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
        if depth == 0:
            return text[at + 1 : end - 1], end


def unescaped(value):
    """The text that a BibTeX field shows; anything LaTeX would take for a command or a special fails."""
    value = value[1:-1] if value.startswith("{") and value.endswith("}") else value
    return re.sub(
        r"\\(text[a-z]+)\{\}|\\([$&#%_])|([\\{}$&#%_^~])",
        lambda found: _NAMED[found[1]] if found[1] else found[2] or pytest.fail(f"unescaped {found[3]} in {value}"),
        value,
    )


def read_ris(text):
    """Records of a RIS file, each a list of (tag, value)."""
    records, record = [], None
    assert text.endswith("\r\n")
    for line in text.split("\r\n"):
        if not line:
            continue
        match = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert match, line
        tag, value = match.groups()
        assert not re.search(r"[\n\r\x00-\x1f]", value)
        if tag == "TY":
            assert record is None
            record = []
        record.append((tag, value))
        if tag == "ER":
            records.append(record)
            record = None
    assert record is None
    return records


def test_bibtex_holds_every_field_and_keeps_names_whole():
    entry = read_bibtex(bibtex([WORK], comment="Search: “@misc{x”"))["decoupling-2030-v1"]

    assert entry["author"] == "{Danish Design Center} and {Jess Silverman}"
    assert entry["title"] == "{Decoupling 2030}"
    assert (entry["year"], entry["month"], entry["version"]) == ("2023", "may", "2")
    assert entry["url"] == "https://example.org/a_b%20c?x=1&y=%7B2%7D#z"
    assert entry["urldate"] == "2026-11-23"
    assert entry["note"] == "Licence: CC BY 4.0"


@given(st.one_of(st.just(NASTY), st.text(max_size=80)))
def test_no_title_breaks_a_bibtex_entry_or_is_changed(title):
    entry = read_bibtex(bibtex([Work("k", title or "x")]))["k"]

    assert unescaped(entry.get("title", "{}")) == one_line(title or "x") or not one_line(title).strip("{} ")


def test_ris_holds_every_field_in_order():
    (record,) = read_ris(ris([WORK], comment="Search: governance"))

    assert record[0] == ("TY", "RPRT")
    assert record[-1] == ("ER", "")
    values = {tag: [value for name, value in record if name == tag] for tag, _ in record}
    assert values["AU"] == ["Danish Design Center", "Jess Silverman"]
    assert (values["PY"], values["DA"], values["Y2"]) == (["2023"], ["2023/05/29"], ["2026/11/23"])
    assert values["KW"] == ["Governance", "Denmark"]
    assert values["N1"] == ["Licence: CC BY 4.0", "Search: governance"]


@given(st.one_of(st.just(NASTY), st.text(max_size=80)))
def test_no_text_breaks_a_ris_record(text):
    records = read_ris(ris([Work("k", text, summary=text, publisher=text), Work("l", "second")], comment=text))

    assert [dict(record)["ID"] for record in records] == ["k", "l"]


def test_csl_json_holds_dates_and_whole_names():
    (item,) = json.loads(csl_json([WORK], comment="Search: governance"))

    assert item["id"] == "decoupling-2030-v1"
    assert item["type"] == "report"
    assert item["author"] == [{"literal": "Danish Design Center"}, {"literal": "Jess Silverman"}]
    assert item["issued"] == {"date-parts": [[2023, 5, 29]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 23]]}
    assert item["note"] == "Licence: CC BY 4.0 Search: governance"


def test_a_date_in_words_is_kept_in_every_format():
    work = Work("k", "T", when=WorkDate(words="2019 by context"))

    assert "note = {Date: 2019 by context}" in bibtex([work])
    assert "N1  - Date: 2019 by context\r\n" in ris([work])
    assert json.loads(csl_json([work]))[0]["issued"] == {"literal": "2019 by context"}
