from ingest.identity import shares_sentences

ONE = (
    "The harbour mission began in May 2023. Six partners agreed on one direction. "
    "The municipality pays for the first year."
)


def test_an_edited_text_is_a_version():
    assert shares_sentences(ONE, ONE + " A third foundation joined the mission in 2024.")


def test_a_text_cut_down_is_a_version():
    assert shares_sentences(ONE + " ".join(f" Sentence number {n} was cut." for n in range(20)), ONE)


def test_layout_does_not_matter():
    assert shares_sentences(ONE, ONE.replace(" pays for", "\npays  for"))


def test_two_reports_on_one_template_are_not_versions():
    template = "Minutes of the meeting of the board. Present were all members of it. "
    one = template + "They spoke of the harbour at length. They spoke of the railway, too. They spoke of the old town."
    two = template + "They spoke of school meals at length. They spoke of the kitchens, too. They spoke of the farms."

    assert not shares_sentences(one, two)


def test_short_phrases_do_not_count():
    talk = "Thank you. Yes. No. I see. Go on. Right. "

    assert not shares_sentences(talk + "The harbour needs one direction.", talk + "The school needs a new kitchen.")


def test_an_empty_text_is_a_version_of_nothing():
    assert not shares_sentences("", ONE)
    assert not shares_sentences("", "")
