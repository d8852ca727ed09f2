import pytest

from ingest.readers.captions import read_subrip
from ingest.readers.plain import read_plain
from ingest.readers.recording_names import recording_day, recording_title


@pytest.mark.parametrize(
    ("name", "title", "day"),
    [
        ("GMT20240514-090312_Recording.transcript", "Recording of 14 May 2024", "2024-05-14"),
        ("GMT20240514-090312_Recording_Food waste", "Recording Food waste", "2024-05-14"),
        ("Mission workshop-20240514_100312-Meeting Recording", "Mission workshop", "2024-05-14"),
        ("Mission workshop-20240514_100312-Meeting Recording-en-US", "Mission workshop", "2024-05-14"),
        ("Mission workshop (2024-05-14 10:03 GMT+2) - Transcript", "Mission workshop", "2024-05-14"),
        ("Mission workshop – 2024_05_14 10_03 CEST – Transcript", "Mission workshop", "2024-05-14"),
        ("Missions in cities.en", "Missions in cities", None),
        ("Mission workshop_otter_ai", "Mission workshop", None),
        ("Leuven 2030", "Leuven 2030", None),
        ("20249999 notes", "20249999 notes", None),
        ("transcript", None, None),
    ],
)
def test_a_recording_is_called_what_a_person_called_it(name, title, day):
    found = recording_day(name)

    assert recording_title(name) == title
    assert (found.isoformat() if found else None) == day


def test_captions_are_proposed_with_the_title_and_the_day_of_their_name():
    details = read_subrip(
        b"1\n00:00:01,000 --> 00:00:02,000\nGood morning.\n", "Food waste-20240514_100312-Meeting Recording.srt"
    ).details

    assert (details.title, details.date) == ("Food waste", "2024-05-14")


def test_a_transcript_in_lines_is_proposed_with_what_its_first_line_says():
    text = "Food waste (2024-05-14 10:03 GMT+2) - Transcript\n\n0:05 Amal: A.\n0:09 Ben: B.\n0:12 Amal: C.\n"

    details = read_plain(text.encode(), "notes.txt").details

    assert (details.title, details.date) == ("Food waste", "2024-05-14")
