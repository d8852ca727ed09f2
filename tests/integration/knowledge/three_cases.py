"""Three small sources, added as files are: two cases in the shape of the starter library, one transcript."""

from pathlib import Path

from ingest.intake import IncomingFile, Intake
from knowledge.library import Library
from knowledge.types import Source

HARBOUR = """---
title: "Clean Harbour: a port without exhaust"
kind: case-study
themes: [circular-economy, governance]
places: [Denmark, Esbjerg]
period: {from: 2021, to: 2026}
date: 2024-03-01
licence: CC BY 4.0
authors: [Port Office]
partners:
  government: [Esbjerg Municipality]
  business: [North Sea Tugs]
stage: running
sources:
  - {id: 1, title: "Harbour plan", publisher: "Port Office", link: "https://example.org/plan"}
---
# Clean Harbour: a port without exhaust

## In brief
Clean Harbour is a programme that helps the port of Esbjerg in Denmark to do without diesel. [1]

## The mission and why
The port of Esbjerg burned nine million litres of diesel in 2021. [1]

## Aim
Clean Harbour wants every tug in the port to be electric by 2026. [1]

## Partners by sector
Esbjerg Municipality leads Clean Harbour, and North Sea Tugs runs the boats. [1]

## Governance and funding
A steering board of six members meets each month and decides on the budget of Clean Harbour. [1]
The port set aside DKK 40 million for electric tugs.

## Results
Two of seven tugs in Clean Harbour were electric by the end of 2023. [1]

## What was hard
Charging was difficult in Clean Harbour because the grid at the quay was weak. [1]

## What is not known
- What the crews think of the electric tugs was not found.
"""

ORCHARD = """---
title: "City Orchard: fruit trees for Malmö"
kind: case-study
themes: [food]
places: [Sweden, Malmö]
period: {from: 2019}
date: 2023
licence: all rights reserved
authors: [Green Office]
---
# City Orchard: fruit trees for Malmö

## In brief
City Orchard is a pilot project in which the residents of Malmö plant fruit trees on public land.

## Governance and funding
The mission board of City Orchard has seats for residents, schools and the parks office.
A pilot budget of SEK 2 million pays for the trees of City Orchard.
"""

WORKSHOP = """WEBVTT

NOTE
---
title: "Workshop on steering missions"
kind: transcript
themes: [governance]
places: [Denmark]
date: 2024-05-02
link: https://www.youtube.com/watch?v=abc
licence: CC BY 4.0
---

00:00:01.000 --> 00:00:08.000
<v Amal Nasser>A mission board needs a clear mandate before it needs members.

00:00:08.000 --> 00:00:16.000
<v Jonas Lind>Our steering group met for a year and nobody knew what it could decide.
"""

FILES = {"clean-harbour.md": HARBOUR, "city-orchard.md": ORCHARD, "workshop.vtt": WORKSHOP}


def add(library: Library, folder: Path, name: str, text: str) -> Source:
    """Add one file, or a new version of it."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    wanted = name.partition(".")[0]
    file = IncomingFile(path, "test", origin=f"test:{name}", wanted_id=wanted, details_from_file=True)
    (result,) = Intake(library).add([file])
    assert result.source is not None, result.error
    return result.source


def fill(library: Library, folder: Path) -> Library:
    """The library with all three sources: clean-harbour, city-orchard, workshop."""
    for name, text in FILES.items():
        add(library, folder, name, text)
    return library
