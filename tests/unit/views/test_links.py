import pytest

from views.links import installation_address


@pytest.mark.parametrize(
    "page",
    [
        "http://127.0.0.1:8501",
        "http://127.0.0.1:8501/",
        "http://127.0.0.1:8501/source?id=leuven-2030",
        "http://127.0.0.1:8501/ask",
        "http://127.0.0.1:8501/collections#top",
    ],
)
def test_the_installation_has_one_address_whatever_page_is_open(page):
    assert installation_address(page) == "http://127.0.0.1:8501"


def test_without_a_page_no_address_is_known():
    assert installation_address("") == ""
