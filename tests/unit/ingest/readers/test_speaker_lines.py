import pytest

from ingest.readers.speaker_lines import read_speaker_lines


def spoken(text: str):
    found = read_speaker_lines([line.strip() for line in text.split("\n")])
    return None if found is None else [(cue.begin_seconds, cue.speaker, cue.text) for cue in found.cues]


TWO = [
    (65.0, "Amal Holt", "Welcome all. We begin."),
    (3605.0, "Ben", "Thank you."),
    (3700.0, "Amal Holt", "Go."),
]


@pytest.mark.parametrize(
    "form",
    [
        "00:01:05 Amal Holt: Welcome all.\nWe begin.\n\n01:00:05 Ben: Thank you.\n01:01:40 Amal Holt: Go.",
        "[00:01:05] Amal Holt: Welcome all.\nWe begin.\n[01:00:05] Ben: Thank you.\n[01:01:40] Amal Holt: Go.",
        "Amal Holt (01:05): Welcome all. We begin.\nBen (1:00:05): Thank you.\nAmal Holt (1:01:40): Go.",
        "Amal Holt  1:05\nWelcome all. We begin.\n\nBen  1:00:05\nThank you.\n\nAmal Holt  1:01:40\nGo.",
        "00:01:05 Amal Holt:\nWelcome all. We begin.\n\n01:00:05 Ben:\nThank you.\n\n01:01:40 Amal Holt:\nGo.",
        "00:01:05 - Amal Holt\nWelcome all.\nWe begin.\n01:00:05 - Ben\nThank you.\n01:01:40 - Amal Holt\nGo.",
        "[Amal Holt] 00:01:05\nWelcome all. We begin.\n[Ben] 01:00:05\nThank you.\n[Amal Holt] 01:01:40\nGo.",
        "1:05\nAmal Holt\nWelcome all. We begin.\n\n1:00:05\nBen\nThank you.\n\n1:01:40\nAmal Holt\nGo.",
        "00:01:05 - 00:01:09\nAmal Holt\nWelcome all. We begin.\n01:00:05 - 01:00:09\nBen\nThank you.\n"
        "01:01:40 - 01:01:44\nAmal Holt\nGo.",
        "00:01:05.000 --> 00:01:09.000\nAmal Holt: Welcome all. We begin.\n01:00:05.000 --> 01:00:09.000\n"
        "Ben: Thank you.\n01:01:40.000 --> 01:01:44.000\nAmal Holt: Go.\nBen: Yes.",
    ],
)
def test_times_and_speakers_are_read_in_many_forms(form):
    found = spoken(form)

    assert found is not None
    assert [cue for cue in found if cue != (3700.0, "Ben", "Yes.")] == TWO


def test_a_clock_that_stands_alone_now_and_then_times_the_lines_after_it():
    found = spoken("00:00:00\nAmal: One.\nBen: Two.\n00:05:00\nAmal: Three.\n00:10:00\nBen: Four.")

    assert found == [(0.0, "Amal", "One."), (0.0, "Ben", "Two."), (300.0, "Amal", "Three."), (600.0, "Ben", "Four.")]


def test_times_without_speakers_are_read_where_much_is_said_between_them():
    said = "and so we said that the board decides on it"

    found = spoken(f"0:03\n{said}\n0:07\n{said}\n0:12\n{said}")

    assert found == [(3.0, None, said), (7.0, None, said), (12.0, None, said)]


def test_what_a_video_page_says_to_a_screen_reader_is_nobodys_words():
    said = "and so we said that the board decides on it"

    found = spoken(f"0:03\n3 seconds\n{said}\n1:07\n1 minute, 7 seconds\n{said}\n1:00:12\n1 hour, 12 seconds\n{said}")

    assert found == [(3.0, None, said), (67.0, None, said), (3612.0, None, said)]


@pytest.mark.parametrize(
    "line",
    [
        "45m 12s",
        "Transcribed by https://otter.ai",
        "Transcription ended after 00:41:22",
        "Amal Holt stopped transcription",
    ],
)
def test_a_line_of_the_transcribing_tool_is_nobodys_words(line):
    found = spoken(f"0:05 Amal: A.\n0:09 Ben: B.\n0:12 Amal: C.\n{line}")

    assert found is not None
    assert found[-1] == (12.0, "Amal", "C.")


def test_a_list_of_those_present_before_the_talk_does_not_hide_it():
    before = "Attendees\nAmal, Ben, Cleo\nTranscript\nThis transcript was made by a program.\nPeople can change it."
    talk = "Amal: One.\nBen: Two.\nCleo: Three.\nBen: Four.\nAmal: Five.\nDina: Six.\nAmal: Seven."

    found = spoken(f"{before}\n00:00:00\n{talk}")

    assert found is not None
    assert found[0] == (0.0, "Amal", "One.")
    assert [words for _, _, words in found] == ["One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven."]


def test_lines_with_speakers_alone_are_an_interview():
    found = spoken("\n".join(["Amal: Why?", "Ben: Because."] * 3))

    assert found is not None
    assert found[:2] == [(None, "Amal", "Why?"), (None, "Ben", "Because.")]


@pytest.mark.parametrize(
    "text",
    [
        "Programme\n09:00 Welcome\n09:30 Coffee Break\n10:00 Keynote Address\n12:00 Lunch\n" + "Words of it.\n" * 20,
        "Aim: clean ships\nPlace: Aarhus\nYear: 2030\nMoney: 5 million\nLead: the city\nState: open",
        "Words of a report.\nAnd more words.",
        "",
    ],
)
def test_other_texts_are_no_transcripts(text):
    assert spoken(text) is None


def test_what_stands_before_the_first_speaker_is_kept_apart():
    found = read_speaker_lines(["Workshop", "29 May 2023", "", "0:05 Amal: A.", "0:09 Ben: B.", "0:12 Amal: C."])

    assert found is not None
    assert found.preface == ("Workshop", "29 May 2023")
