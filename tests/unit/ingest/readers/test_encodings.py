"""Texts in the encodings of the offices and subtitle tools that write them."""

import pytest

from ingest.readers.encodings import guessed_encoding

TEXTS = {
    "cp1250": "Gmina zaprasza mieszkańców na spotkanie w sprawie zielonej energii. Każdy może zgłosić pomysły, a "
    "władze ogłoszą wyniki w przyszłym roku. Środki są już przyznane, więc prace rozpoczną się jeszcze tej zimy.",
    "cp1251": "Город объявил о новой цели: стать климатически нейтральным к 2030 году вместе с жителями и компаниями.",
    "cp1253": "Η πόλη έθεσε νέο στόχο: να γίνει κλιματικά ουδέτερη έως το 2030 μαζί με τους κατοίκους.",
    "cp1254": "Belediye, şehrin 2030 yılına kadar karbon nötr olması için yeni bir çağrı açtı. Katılımcılar "
    "görüşlerini önümüzdeki ay bildirecek, çalışma grubu da sonuçları yılın sonunda açıklayacak.",
}


@pytest.mark.parametrize("encoding", TEXTS)
def test_a_text_that_cannot_be_western_is_read_in_its_own_letters(encoding):
    content = TEXTS[encoding].encode(encoding)

    assert content.decode(guessed_encoding(content)) == TEXTS[encoding]


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen har sat et nyt mål: at blive klimaneutral i 2030 på tværs af alle områder – også på landet.",
        "Ä, ö und ü: „Übermäßig“ viele Größen; 25 m² je Wohnung, 10 µg und ½ Stelle in der Behörde für Umwelt.",
        "L’État a décidé d’élever l’objectif à l’échéance 2030, après le débat très animé de l’été à Orléans.",
        "Ísland hefur sett sér það markmið að verða kolefnishlutlaust og þjóðin öll á að taka þátt í því með ráðum.",
        "Über Ålesund",
        "plain words only",
    ],
)
def test_a_western_text_stays_western(text):
    assert guessed_encoding(text.encode("cp1252")) == "cp1252"
