"""The picture of a PDF's page, with the quoted words marked in it."""

import io

import pytest
from PIL import Image

from ingest.page_pictures import PagePictures
from tests.made_files import PAGE_HEIGHT, At, pdf_file

BASELINE = 280.0


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf_file([[At(72, 760, "Who decides")], [At(72, BASELINE, "A board of nine decides.", size=12)]]))
    return path


def test_the_words_are_marked_and_their_height_on_the_page_is_told(report):
    picture = PagePictures().draw(report, "2", place=1, words="board of nine")

    assert picture.found
    assert picture.found_at == pytest.approx(1 - (BASELINE + 6) / PAGE_HEIGHT, abs=0.01)
    pixels = Image.open(io.BytesIO(picture.png)).convert("RGB")
    row = [pixels.getpixel((x, int(picture.found_at * pixels.height) + 3)) for x in range(pixels.width)]
    assert (255, 226, 120) in row


def test_words_that_stand_on_no_page_leave_the_picture_unmarked(report):
    picture = PagePictures().draw(report, "1", words="quite something else")

    assert not picture.found
    assert Image.open(io.BytesIO(picture.png)).size[1] > 0
