from concurrent.futures import ThreadPoolExecutor

import pytest

from evaluation.bench_library import Unit
from evaluation.bench_sources import fill_sources, pages
from knowledge.embedding import load_embedder
from knowledge.errors import EmbeddingError
from knowledge.library import open_library
from knowledge.query_language import parse_query
from knowledge.ranking import first_of
from knowledge.retriever import MissionRetriever
from knowledge.settings import Settings
from knowledge.signals import SIGNALS
from knowledge.types import Query, Scope, Turn

TEXTS = {
    "District heating in Aarhus": (
        "Aarhus closed its last coal plant in 2016. The city heats homes with straw and waste heat.",
        "The switch was paid for by the municipal heat company and by a state loan.",
        "Citizens could ask an adviser at the library about their radiators.",
    ),
    "School meals in Sweden": (
        "Every pupil in Sweden eats a free lunch. Cooks were trained to serve less meat.",
        "The agency Vinnova put money into prototypes in four municipalities.",
        "Pupils tasted the new dishes and voted on them.",
    ),
    "Buying food in Camden": (
        "Camden changed its tender form CF/17 so that small firms could bid for catering.",
        "The council measured how many of the suppliers were from the borough.",
    ),
    "A grant for quays": (
        "The port cut its emissions by 30% in two years.",
        "Of 30 tugs five are electric, at a cost of EUR 24 million.",
    ),
    "A budget for parks": (
        "Trees shade 30 per cent of the streets.",
        "The fund of €24m pays for climate-neutral parks.",
    ),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Five sources in a library with the real model, on real SQLite and Chroma; and their ids by title."""
    folder = tmp_path_factory.mktemp("served")
    settings = Settings(data_dir=folder / "data", _env_file=None)
    units = [
        Unit(f"{title} {number}", text, title) for title, texts in TEXTS.items() for number, text in enumerate(texts)
    ]
    embedder = load_embedder(settings)
    with open_library(settings, load=lambda: embedder) as library:
        ids = fill_sources(library, pages(units)[0], folder / "texts")
        yield library, {title: ids[f"page:{title}"] for title in TEXTS}


@pytest.fixture
def library(served):
    return served[0]


def titles(result):
    return [found.source.details.title for found in result.passages]


def test_a_question_in_other_words_finds_its_passage(library):
    result = library.search(Query("Who financed the new heating?"))

    assert "paid for by the municipal heat company" in result.passages[0].passage.text
    assert [found.rank for found in result.passages] == list(range(1, len(result.passages) + 1))
    assert all(0 <= found.score <= 1 for found in result.passages)


@pytest.mark.parametrize(
    ("ways", "held"),
    [
        (["30 per cent", "30 percent", "30%", "thirty per cent"], {"30%", "30 per cent"}),
        (["EUR 24 million", "€24m", "24 million euros"], {"EUR 24 million", "€24m"}),
        (['"30 per cent"', '"30%"'], {"30%", "30 per cent"}),
        (['"climate neutral"', '"climate-neutral"'], {"climate-neutral"}),
    ],
)
def test_a_figure_finds_the_same_however_it_is_written_and_what_holds_it_comes_first(library, ways, held):
    pages = [first_of(library.search(parse_query(way).query(limit=30)), 10).passages for way in ways]

    found = [[one.passage.text for one in page] for page in pages]
    assert all(other == found[0] for other in found)
    assert all(any(figure in text for figure in held) for text in found[0][: len(held)])
    assert all(library.search(parse_query(way).query()).missing_words == () for way in ways)


def test_a_figure_that_stands_nowhere_is_told_as_it_was_typed(library):
    assert library.search(Query("EUR 77 million for tugs")).missing_words == ("EUR 77 million",)


def test_a_code_is_found_by_its_letters(library):
    result = library.search(Query("CF/17"))

    assert "CF/17" in result.passages[0].passage.text
    assert result.passages[0].lexical > 0


def test_a_follow_up_is_understood_from_its_thread(library):
    thread = (Turn("user", "Tell me about school meals in Sweden"), Turn("assistant", "Every pupil eats a free lunch."))

    alone = library.search(Query("And who put money into it?"))
    followed = library.search(Query("And who put money into it?", thread))

    assert titles(followed)[0] == "School meals in Sweden"
    assert followed.signals["thread_weight"] > 0
    assert alone.signals["thread_weight"] == 0


def test_sentences_are_scored_at_their_place(library):
    found = library.search(Query("When did the coal plant close?")).passages[0]

    best = max(found.sentences, key=lambda sentence: sentence.score)

    text = library.catalogue.text(found.source.id, found.passage.version)
    assert text[best.span.start : best.span.end] == "Aarhus closed its last coal plant in 2016."
    assert best.word_share > 0.6


def test_a_scope_is_kept_to(served):
    library, ids = served
    scope = Scope(sources=(ids["Buying food in Camden"],))

    result = library.search(Query("Who paid for heating?", scope=scope))

    assert set(titles(result)) == {"Buying food in Camden"}
    assert "heating" in result.missing_words


def test_words_that_stand_nowhere_are_told(library):
    result = library.search(Query("Which submarines does Aarhus heat?"))

    assert result.missing_words == ("submarines",)


def test_passages_can_be_spread_over_sources(library):
    result = library.search(Query("What did Aarhus do about heat?", limit=3, most_per_source=1))

    assert len(set(titles(result))) == 3


@pytest.mark.parametrize("text", ["", "?", "what is it", '"AND" OR (NEAR *', "🙂", "a" * 5_000, "it's \x00 odd"])
def test_any_text_can_be_searched_for(library, text):
    result = library.search(Query(text, limit=20))

    assert list(result.signals) == list(SIGNALS)
    assert len(result.passages) == sum(map(len, TEXTS.values()))


def test_an_empty_library_finds_nothing(tmp_path, library):
    with open_library(Settings(data_dir=tmp_path, _env_file=None), load=lambda: library.embedder) as empty:
        result = empty.search(Query("Who pays?"))

    assert result.passages == ()
    assert result.missing_words == ("pays",)
    assert set(result.signals.values()) == {0.0}


def test_a_withdrawn_source_is_not_found_and_a_restored_one_is(served):
    library, ids = served
    query = Query("free lunch for pupils")
    before = titles(library.search(query))

    library.withdraw(ids["School meals in Sweden"])
    without = titles(library.search(query))
    library.restore(ids["School meals in Sweden"])

    assert before[0] == "School meals in Sweden"
    assert "School meals in Sweden" not in without
    assert titles(library.search(query)) == before


def test_reading_beside_the_owner_gives_the_same_result(library):
    query = Query("Who financed the new heating?", (Turn("user", "Tell me about Aarhus"),))

    with open_library(library.settings, writable=False, load=lambda: library.embedder) as beside:
        exact = beside.search(query)

    assert titles(exact) == titles(library.search(query))
    assert exact.passages[0].score == pytest.approx(library.search(query).passages[0].score, abs=1e-3)


def test_twenty_people_get_what_one_gets(library):
    queries = [
        Query(text) for text in ("Who pays for heat?", "What do pupils eat?", "How does Camden buy food?", "CF/17")
    ]
    alone = [titles(library.search(query)) for query in queries]

    with ThreadPoolExecutor(20) as people:
        together = list(people.map(lambda number: titles(library.search(queries[number % 4])), range(80)))

    assert together == alone * 20


def test_the_retriever_gives_langchain_documents_that_can_be_cited(library):
    retriever = MissionRetriever.from_settings(library.settings, limit=2)

    first, _second = retriever.invoke("Who financed the new heating?")

    text = library.catalogue.text(first.metadata["source"], first.metadata["version"])
    assert text[first.metadata["start"] : first.metadata["end"]] == first.page_content
    assert first.metadata["title"] == "District heating in Aarhus"


def test_a_reranker_that_is_not_there_is_named(library, tmp_path):
    settings = library.settings.model_copy(update={"reranker": str(tmp_path / "nowhere")})

    with (
        open_library(settings, writable=False, load=lambda: library.embedder) as beside,
        pytest.raises(EmbeddingError, match="nowhere") as raised,
    ):
        beside.search(Query("Who pays?"))

    assert "MISSION_RERANKER" in raised.value.advice
