from types import SimpleNamespace

import numpy as np
import pytest

from knowledge.prepared import PreparedPassage
from knowledge.ranking import (
    LEXICAL,
    LEXICAL_MOST,
    PASSAGE,
    SENTENCE,
    SPREAD_OVER,
    Places,
    View,
    closeness,
    cosines,
    crowding,
    first_of,
    lexical_part,
    spread,
    view_weights,
    views,
    with_surroundings,
    words_for_leaning,
)
from knowledge.types import Passage, Query, RankedPassage, ScoredSentence, SearchResult, Span, Turn

NO = np.zeros(20, np.float32)


def row(*values):
    return np.array(values, dtype=np.float32)


def places(*where, words=10, spoken=False):
    sources, ordinals = zip(*where, strict=True)
    count = len(where)
    return Places(sources, np.array(ordinals), np.full(count, 20), np.full(count, words), np.full(count, spoken))


def thread(*contents):
    roles = ("user", "assistant")
    return tuple(Turn(roles[number % 2], content) for number, content in enumerate(contents))


def test_a_question_without_a_thread_has_one_view():
    assert [view.text for view in views(Query("Who pays?"))] == ["Who pays?"]


def test_a_first_follow_up_is_seen_with_the_question_and_the_answer_before_it():
    seen = views(Query("And who pays?", thread("What is Decoupling 2030?", "A Danish mission.")))

    assert [view.text for view in seen] == [
        "And who pays?",
        "What is Decoupling 2030? And who pays?",
        "What is Decoupling 2030? A Danish mission. And who pays?",
    ]
    assert seen[1].by_words
    assert not seen[2].by_words  # an answer's words would drown the question's


def test_the_whole_thread_is_seen_latest_first():
    seen = views(Query("c?", thread("a?", "A.", "b?")))

    assert seen[2].text == "c? b? a?"


def test_a_long_answer_is_cut():
    seen = views(Query("b?", thread("a?", "word " * 200)))

    assert len(seen[-1].text.split()) == 62


def test_an_answer_to_an_earlier_question_counts_when_the_last_one_got_none():
    seen = views(Query("c?", thread("a?", "Answer.", "b?")))

    assert seen[-1].text == "b? Answer. c?"


def test_the_thread_counts_only_where_it_finds_better_passages():
    seen = [View("own", 1.0), View("with thread", 0.8)]

    own, thread_helps = view_weights(seen, [0.3, 0.7])
    _, thread_is_no_help = view_weights(seen, [0.7, 0.5])

    assert own == 1.0
    assert thread_helps == pytest.approx(0.8, abs=0.03)
    assert thread_is_no_help < 0.05


def test_a_question_that_says_little_by_itself_asks_for_its_thread_sooner():
    little, much = (
        view_weights([View(text, 1.0), View(f"Who runs Vorby? {text}", 1.0)], [0.5, 0.6])[1]
        for text in ("And why?", "Which municipal agencies paid for heat pumps in Aarhus?")
    )

    assert little > much == pytest.approx(0.5)


def test_cosines_are_those_of_the_passage_and_of_its_best_sentence():
    passage = Passage("s", 1, 0, 0, 3, "One", "", ())
    with_sentences = PreparedPassage(1, passage, None, row(1, 0), np.stack([row(0, 1), row(0.6, 0.8)]), 1, {})
    without = PreparedPassage(2, passage, None, row(0.8, 0.6), np.zeros((0, 2), np.float32), 1, {})

    own, best = cosines([with_sentences, without], np.stack([row(1, 0)]))

    np.testing.assert_allclose(own, [[1, 0.8]], atol=1e-6)
    np.testing.assert_allclose(best, [[0.6, 0.8]], atol=1e-6)


def test_bm25_counts_by_its_points_up_to_a_limit():
    few, many, none = lexical_part(np.array([[5, 0], [100, 50], [0, 0]], np.float32), [5.0, 100.0, 0.0])

    np.testing.assert_allclose(few, [5 * LEXICAL, 0])
    np.testing.assert_allclose(many, [LEXICAL_MOST, LEXICAL_MOST / 2], rtol=1e-6)
    np.testing.assert_allclose(none, [0, 0])


def test_sentences_count_for_short_questions_and_not_for_whole_situations():
    own, best = np.array([[0.5]], np.float32), np.array([[0.9]], np.float32)

    short = closeness(own, best, [View("Who pays for it?", 1.0)])
    long = closeness(own, best, [View("word " * 60, 1.0)])

    assert short == pytest.approx(PASSAGE * 0.5 + SENTENCE * 0.9)
    assert long == pytest.approx(0.5 * (PASSAGE + SENTENCE))


def test_a_short_question_is_compared_with_sentences_in_a_long_thread_too():
    own, best = np.array([[0.5], [0.5]], np.float32), np.array([[0.9], [0.9]], np.float32)
    seen = [View("Who pays for it?", 1.0), View("Who pays for it? " + "word " * 60, 1.0)]

    alone, in_thread = closeness(own, best, seen)[:, 0]

    assert in_thread == alone


def test_a_passage_gains_by_good_neighbours_and_by_a_good_source():
    meaning = row(0.5, 0.9, 0.5, 0.5, 0.5)
    where = places(("a", 0), ("a", 1), ("a", 7), ("b", 0), ("b", 1))

    scores = with_surroundings(meaning, NO[:5], NO[:5], where)

    assert scores[1] == scores.max()
    assert scores[0] > scores[2] > scores[3]  # beside the best; in its source; neither


def test_a_long_passage_leans_less_than_a_short_one():
    meaning, where = row(0.5, 0.9), (("a", 0), ("a", 1))

    short = with_surroundings(meaning, NO[:2], NO[:2], places(*where, words=10))
    long = with_surroundings(meaning, NO[:2], NO[:2], places(*where, words=150))

    assert 0.5 < long[0] < short[0] < 0.9


def test_equal_passages_keep_their_own_score():
    where = Places(("a", "a"), np.array([0, 1]), np.array([1, 1]), np.array([9, 9]), np.array([False, False]))

    scores = with_surroundings(row(0.5, 0.5), row(0.1, 0.1), NO[:2], where)

    np.testing.assert_allclose(scores, [0.6, 0.6], atol=1e-6)


def test_a_neighbour_that_was_no_candidate_counts_as_the_worst():
    where = places(("a", 4), ("b", 4), ("b", 5), ("c", 0), words=10)

    scores = with_surroundings(row(0.8, 0.8, 0.7, 0.1), NO[:4], NO[:4], where)

    assert scores[1] > scores[0]


def test_speech_is_ranked_by_its_surroundings_and_the_best_of_it_scores_as_written_text_would():
    meaning = row(0.6, 0.6, 0.6, 0.82, 0.1)
    where = (("t", 5), ("t", 6), ("t", 7), ("t", 12), ("t", 13))

    written = with_surroundings(meaning, NO[:5], NO[:5], places(*where, words=150))
    spoken = with_surroundings(meaning, NO[:5], NO[:5], places(*where, words=150, spoken=True))

    assert spoken[1] > spoken[3]  # amid others that fit, against one alone beside what does not
    assert written[1] < written[3]
    assert spoken.max() == pytest.approx(written.max())


def test_a_source_that_holds_more_of_the_questions_words_is_better_above_all_for_short_passages():
    meaning, shares, where = row(0.5, 0.5), row(1.0, 0.2), (("a", 0), ("b", 0))

    short = with_surroundings(meaning, NO[:2], shares, places(*where, words=10))
    long = with_surroundings(meaning, NO[:2], shares, places(*where, words=150))

    assert short[0] - short[1] > long[0] - long[1] > 0


def test_a_passage_amid_its_like_from_other_sources_is_crowded():
    alike = [prepared(number, f"s{number}", row(1, 0)) for number in range(11)]
    apart = prepared(11, "t", row(0, 1))

    crowd = crowding([*alike, apart])

    np.testing.assert_allclose(crowd, [1.0] * 11 + [0.0], atol=1e-6)


def test_passages_of_the_same_source_crowd_nobody():
    assert crowding([prepared(number, "s", row(1, 0)) for number in range(30)]).max() == 0


def test_a_few_passages_are_no_crowd():
    assert crowding([prepared(number, f"s{number}", row(1, 0)) for number in range(3)]).max() == 0


def prepared(number, source, vector):
    return PreparedPassage(number, Passage(source, 1, number, 0, 3, "One", "", ()), None, vector, NO[:0], 1, {})


def found(source, score, word_share=0.0):
    return RankedPassage(
        Passage(source, 1, 0, 0, 1, "x", "", ()),
        SimpleNamespace(id=source),
        1,
        score,
        cosine=0,
        lexical=0,
        sentences=(ScoredSentence(Span(0, 1), score, 0.0, word_share),),
    )


def shown(passages):
    return [(one.source.id, one.score) for one in passages]


def test_passages_spread_over_sources_keep_their_order_otherwise():
    spread_out = spread([found("a", 0.9), found("a", 0.8), found("a", 0.7), found("b", 0.6)], 2)

    assert shown(spread_out) == [("a", 0.9), ("a", 0.8), ("b", 0.6), ("a", 0.7)]


def test_the_first_page_is_spread_over_sources_and_what_lies_deep_stays_there():
    of_one = [found("a", 1 - number / 100) for number in range(SPREAD_OVER - 1)]
    other, deep = found("b", 0.6), found("c", 0.5)
    result = SearchResult(Query("x", limit=40), (*of_one, other, deep), {}, (), 1.0)

    first = first_of(result, 5)

    assert shown(first.passages) == [("a", 1.0), ("a", 0.99), ("a", 0.98), ("b", 0.6), ("a", 0.97)]
    assert first.query.limit == 5
    assert first_of(result, 31).passages[-1] == deep
    assert {*map(id, first_of(result, 31).passages)} == {*map(id, result.passages)}


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("theory", ["word", "figure", "title", "near"]),
        ("EUR 5 million", ["word", "figure", "title", "near"]),
        ("theory of change", ["title", "word", "near", "figure"]),
    ],
)
def test_what_holds_the_one_word_that_was_typed_comes_first(typed, order):
    passages = (found("title", 0.9), found("word", 0.8, 1.0), found("near", 0.7), found("figure", 0.6, 0.5))

    first = first_of(SearchResult(Query(typed), passages, {}, (), 1.0), 10)

    assert [one.source.id for one in first.passages] == order


def test_a_short_passage_under_a_heading_counts_as_a_long_one():
    source = SimpleNamespace(details=SimpleNamespace(title="Leuven 2030"))

    def short(context):
        return SimpleNamespace(words=10, source=source, passage=SimpleNamespace(context=context))

    assert words_for_leaning(short("Leuven 2030")) == 10
    assert words_for_leaning(short("Leuven 2030. Governance")) == 120
