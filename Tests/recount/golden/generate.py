#!/usr/bin/env python3
"""Writes golden/cases.jsonl: cases of the count of docs/bundle.md whose results are known by how they are built."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path += [str(FOLDER), str(FOLDER.parent)]

import builder  # noqa: E402
import buildings  # noqa: E402
import choices  # noqa: E402
import elections  # noqa: E402
import midnight  # noqa: E402
import resolutions  # noqa: E402

CASES = FOLDER / "cases.jsonl"
BUILDINGS = FOLDER / "buildings.jsonl"
CHOICES = FOLDER / "choices.jsonl"
MIDNIGHT = FOLDER / "midnight.jsonl"


def lines():
    builder.CASES.clear()
    resolutions.make()
    elections.make()
    return builder.lines()


def lines_of_buildings():
    builder.CASES.clear()
    buildings.make()
    return builder.lines()


def lines_of_choices():
    builder.CASES.clear()
    choices.make()
    return builder.lines()


def lines_of_midnight():
    builder.CASES.clear()
    midnight.make()
    return builder.lines()


if __name__ == "__main__":
    CASES.write_text("".join(lines()), encoding="utf-8")
    BUILDINGS.write_text("".join(lines_of_buildings()), encoding="utf-8")
    CHOICES.write_text("".join(lines_of_choices()), encoding="utf-8")
    MIDNIGHT.write_text("".join(lines_of_midnight()), encoding="utf-8")
