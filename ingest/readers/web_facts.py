"""What a web page says of itself: in its head, in linked data, and by its headline."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from ingest.readers.cleaning import clean_line
from ingest.readers.proposals import Hints, find_date, sensible_title

_LONGEST_SUMMARY = 300


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself in its head."""

    title: str | None
    date: str | None
    authors: tuple[str, ...]
    publisher: str | None
    link: str | None
    licence: str | None
    language: str | None
    summary: str | None

    def hints(self, title: str | None) -> Hints:
        """The facts as hints for the proposed details, with the title that was chosen."""
        return Hints(
            title=title,
            date=self.date,
            authors=self.authors,
            publisher=self.publisher,
            link=self.link,
            licence=self.licence,
            language=self.language,
            summary=self.summary,
        )


def page_facts(page: lxml.html.HtmlElement) -> PageFacts:
    """Title, date, authors and so on, by meta elements, linked data and the page's headline."""
    metas = _metas(page)
    linked = _linked_data(page)
    publisher = _first(metas, "og:site_name", "dc.publisher", "dcterms.publisher", "citation_publisher")
    summary = _first(metas, "description", "og:description", "dc.description")
    stated_date = (
        _first(
            metas,
            "article:published_time",
            "citation_publication_date",
            "dc.date.issued",
            "dcterms.issued",
            "datepublished",
            "dc.date",
            "dcterms.date",
            "date",
            "pubdate",
            "article:modified_time",
        )
        or linked.get("datePublished")
        or _attribute(page, "//time[@datetime][@pubdate or contains(@class, 'publish')]", "datetime")
    )
    return PageFacts(
        title=_page_title(page, metas, publisher),
        date=find_date(stated_date.replace("/", "-")) if stated_date else None,
        authors=_authors(metas, linked),
        publisher=publisher,
        link=_web_address(_attribute(page, "//link[@rel='canonical']", "href") or _first(metas, "og:url")),
        licence=_licence(page),
        language=_language(page),
        summary=summary if summary and len(summary) <= _LONGEST_SUMMARY else None,
    )


def _metas(page: lxml.html.HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        key = (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").strip().lower()
        value = clean_line(meta.get("content") or "")
        if key and value:
            found.setdefault(key, []).append(value)
    return found


def _first(metas: dict[str, list[str]], *names: str) -> str | None:
    return next((metas[name][0] for name in names if name in metas), None)


def _attribute(page: lxml.html.HtmlElement, path: str, name: str) -> str | None:
    found = page.xpath(path)
    return clean_line(found[0].get(name) or "") or None if found else None


def _web_address(link: str | None) -> str | None:
    return link if link and re.match(r"https?://[^\s/]+", link) else None


def _linked_data(page: lxml.html.HtmlElement) -> dict[str, str]:
    """Date and author of the first article in the page's JSON-LD."""
    for script in page.xpath("//script[@type='application/ld+json']")[:10]:
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for item in _linked_items(data):
            if "datePublished" in item or "author" in item:
                return {
                    "datePublished": _linked_name(item.get("datePublished")),
                    "author": _linked_name(item.get("author")),
                }
    return {}


def _linked_items(data: object) -> Iterator[dict[str, object]]:
    items = data if isinstance(data, list) else [data]
    for item in items[:20]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (part for part in graph[:20] if isinstance(part, dict)) if isinstance(graph, list) else ()


def _linked_name(value: object) -> str:
    first = value[0] if isinstance(value, list) and value else value
    name = first.get("name") if isinstance(first, dict) else first
    return clean_line(name) if isinstance(name, str) else ""


def _authors(metas: dict[str, list[str]], linked: dict[str, str]) -> tuple[str, ...]:
    for name in ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author", "parsely-author"):
        names = [value for value in metas.get(name, ()) if not value.startswith(("http:", "https:", "@"))]
        if names:
            return tuple(names)
    return (linked["author"],) if linked.get("author") else ()


def _page_title(page: lxml.html.HtmlElement, metas: dict[str, list[str]], publisher: str | None) -> str | None:
    """The page's own headline; else its title without the site's name at the end."""
    stated = _first(metas, "citation_title", "og:title", "dc.title", "dcterms.title")
    whole = sensible_title(page.findtext(".//title") or "")
    headlines = [clean_line(h1.text_content()) for h1 in page.iter("h1")]
    for headline in headlines:
        if headline and any(headline in (full or "") for full in (stated, whole)):
            return sensible_title(headline)
    if stated:
        return sensible_title(stated)
    if whole and publisher:
        whole = re.sub(rf"\s+[-–—|·:]\s+{re.escape(publisher)}$", "", whole)
    return whole or (sensible_title(headlines[0]) if headlines else None)


def _licence(page: lxml.html.HtmlElement) -> str | None:
    for link in page.xpath("//a[contains(concat(' ', @rel, ' '), ' license ')]"):
        words = clean_line(link.text_content())
        if words:
            return words[:120]
    return None


def _language(page: lxml.html.HtmlElement) -> str | None:
    stated = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or page.get("xml:lang") or ""
    return stated if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", stated) else None
