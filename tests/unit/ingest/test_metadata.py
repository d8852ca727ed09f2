import pytest

from ingest.metadata import DetailChanges, carried_over, check_changes
from knowledge.errors import SettingsError
from knowledge.types import SourceDetails


def test_what_a_person_says_stands_over_what_the_file_says():
    details = SourceDetails("From the file", kind="report", places=("Denmark",))

    changed = DetailChanges(title="From the trainer", places=()).applied_to(details)

    assert changed == SourceDetails("From the trainer", kind="report", places=())


def test_a_new_version_keeps_what_people_changed_and_takes_the_rest_from_the_new_file():
    file_before = SourceDetails("Report 2023", themes=("food",), date="2023")
    before = SourceDetails("Report 2023", themes=("governance",), date="2023")
    new_file = SourceDetails("Report 2024", themes=("food", "roles"), date="2024")

    assert carried_over(before, file_before, new_file) == SourceDetails(
        "Report 2024", themes=("governance",), date="2024"
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        (DetailChanges(kind="novel"), "novel"),
        (DetailChanges(themes=("food", "opera")), "opera"),
        (DetailChanges(date="2023-13"), "2023-13"),
        (DetailChanges(date="29 May 2023"), "29 May 2023"),
        (DetailChanges(link="javascript:alert(1)"), "javascript"),
        (DetailChanges(link="https://"), "https://"),
        (DetailChanges(link="https://a.org/b c"), "b c"),
        (DetailChanges(title="  "), "title"),
        (DetailChanges(title="x" * 301), "title"),
    ],
)
def test_what_cannot_be_used_is_named(changes, named):
    with pytest.raises(SettingsError) as caught:
        check_changes(changes)

    assert named in caught.value.message


@pytest.mark.parametrize("date", ["2023", "2023-05", "2023-05-29"])
def test_dates_are_as_exact_as_known(date):
    assert check_changes(DetailChanges(date=date, kind="report", link="https://example.org/a?b=c")).date == date
