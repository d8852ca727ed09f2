from itertools import islice

from evaluation.scale import DOCUMENT_WORDS, documents


def test_the_texts_come_first_as_they_are():
    text = "The bus line runs every ten minutes on weekdays. " * 2000

    first = next(documents([text]))

    assert first == text


def test_more_text_is_made_of_their_sentences_and_always_the_same():
    text = " ".join(f"The bus number {number} runs every ten minutes on weekdays." for number in range(2000))

    made = list(islice(documents([text]), 1, 3))

    assert made == list(islice(documents([text]), 1, 3))
    assert made[0] != made[1]
    assert all(len(one.split()) >= DOCUMENT_WORDS for one in made)
    assert all(sentence in text for sentence in made[0].replace("\n\n", " ").strip().split(". ")[:50])
