"""Texts of different lengths to try a runtime on: is it right, and how fast is it?"""

_SENTENCES = (
    "How is the mission governed?",
    "Who pays for it?",
    "What did partners in Triangle Region Denmark agree on in 2023?",
    "Sustainable manufacturing means making more value with less material, energy and waste.",
    "A mission partnership brings ministries, firms, foundations and citizens behind one measurable goal.",
    "The chair thanked everyone for coming and asked each group to name one thing that had surprised them.",
    "Of the 44 municipalities that signed, 31 had a plan, 9 were writing one, and 4 had left by the end of 2024.",
    "“We did not expect the procurement rules to be the hard part,” she said; “it turned out they were half of it.”",
    "Café owners in Malmö, Sønderborg and Leuven were asked the same twelve questions about heat, waste and rent.",
    "See section 4(2)(b): the authority must publish its reasons within 28 days, unless disclosure would be unlawful.",
)

SAMPLES = (
    *_SENTENCES,
    *(" ".join(_SENTENCES[start:] + _SENTENCES[:start]) for start in range(0, 10, 2)),
    " ".join(_SENTENCES * 3),
    "",
)
"""Ten sentences, five passages of about 200 tokens, one text longer than the model sees, and an empty one."""
