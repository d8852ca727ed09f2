"""Text from sources, made inert."""

import pytest
from markdown_it import MarkdownIt

from views.markup import marked, paragraphs, plain, web_address


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "![x](https://example.org/leak.png)",
        "[click](javascript:alert(1))",
        "# heading",
        "**bold** _it_ `code` ~~gone~~",
        "$x^2$ and $$y$$",
        ":red[words] and :material/home:",
        "| a | b |",
        "https://example.org/path?a=1",
    ],
)
def test_hostile_text_is_shown_as_it_stands(hostile: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parseInline(plain(hostile))

    children = tokens[0].children or []

    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children).replace("\u2060", "") == hostile


def test_a_marked_quotation_keeps_its_words() -> None:
    assert marked("a [b]") == r":orange-background[a \[b\]]"
    assert marked("  ") == ""


def test_paragraphs_are_kept_apart() -> None:
    assert paragraphs("one\n\ntwo\nlines") == "one\n\ntwo lines"


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org",
        "https://",
        "https://a b",
        "https://a\n# x",
        "http://[x",
        None,
    ],
)
def test_only_web_addresses_become_links(link: str | None) -> None:
    assert web_address(link) is None


def test_an_address_cannot_end_its_link() -> None:
    assert web_address("https://example.org/a>)b[c]$x?d=1&e=%20") == "https://example.org/a%3E%29b%5Bc%5D%24x?d=1&e=%20"


def test_what_turns_a_line_around_is_taken_out() -> None:
    assert plain("a\u202eb\u2066c") == "abc"
