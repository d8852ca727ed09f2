"""The language of a text, by its script and its commonest small words; None rather than a guess."""

import re
from collections import Counter

_SAMPLE_CHARACTERS = 30_000
_FEWEST_WORDS = 20
_LEAST_SHARE = 0.12
"""Of a text's words that are small words of its language; running text has 0.25-0.5, lists of names under 0.1."""
_FEWEST_SMALL_WORDS = 4
"""Different ones: "a" and "in" alone stand in many languages."""
_LEAST_LEAD = 1.15
"""Over the second language. Danish and Norwegian share most small words, so that between them any lead counts."""

_WORD = re.compile(r"[^\W\d_]+")
_SCRIPTS = (
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
_SMALL_WORDS = {
    "en": "the of and to a in that is was for it with as on be are this by at from or an which have has not they we",
    "da": "og i at det er en til på som med de af den for ikke der et har jeg vi var kan om ud også efter blev hvor",
    "nb": "og i det er en til på som med de av den for ikke et har jeg vi var kan om ut også etter ble hvor fra mot",
    "sv": "och i att det är en som på med av den för inte de till ett har jag vi var kan om ut också efter blev där",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als door maar bij uit wordt naar deze",
    "fr": "de la le et les des en un une du que est pour qui dans par pas au sur ne se plus ce avec sont il cette",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus fue este son",
    "pt": "de que e o do da em um para com não uma os no se na por mais as dos como mas ao foi das são pela também",
    "it": "di che e la il un a per è in una non sono da con si del le i della dei nel alla anche più questo gli al",
    "fi": "ja on ei se että oli joka hän mutta ovat kun tai kuin niin myös sen sekä ole mukaan vuonna jo voi",
    "pl": "w i na z do się nie że jest to o jak przez po od za ale jego są dla oraz przy był które tym co",
}
_DANISH_ONLY = "af blev ud efter hvad mere meget kun nu mellem gennem brug uden selvom nogle os noget være sig"
_NORWEGIAN_ONLY = "av ble ut etter hva mer mye nå mellom gjennom bruk uten noen oss noe være seg"
_APART = {
    **dict.fromkeys(set(_DANISH_ONLY.split()) - set(_NORWEGIAN_ONLY.split()), "da"),
    **dict.fromkeys(set(_NORWEGIAN_ONLY.split()) - set(_DANISH_ONLY.split()), "nb"),
}
_LANGUAGES = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def detect_language(text: str) -> str | None:
    """The BCP 47 code of the language that most of the text is in, where it can be told."""
    sample = text[:_SAMPLE_CHARACTERS]
    letters = sum(1 for character in sample if character.isalpha())
    for language, script in _SCRIPTS:
        if letters and len(script.findall(sample)) > 0.3 * letters:
            return language
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < _FEWEST_WORDS:
        return None
    counts = Counter({name: sum(1 for word in words if word in small) for name, small in _LANGUAGES.items()})
    counts.update(_APART[word] for word in words if word in _APART)
    (first, most), (runner_up, second), (_, third) = counts.most_common(3)
    if {first, runner_up} == {"da", "nb"} and most > second:
        second = third
    different = len(_LANGUAGES[first].intersection(words))
    certain = different >= _FEWEST_SMALL_WORDS and most >= _LEAST_SHARE * len(words) and most >= _LEAST_LEAD * second
    return first if certain else None
