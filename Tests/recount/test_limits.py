"""Tests that deploy/verify/recount.py keeps to the limit of a line, and ends soon on what a forger made to be slow."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import make_bundle
from test_recount import SCRIPT, bundle, lines_of, outcome, recount


class Lines(unittest.TestCase):
    def test_may_have_sixteen_mebibytes_with_their_end_and_no_byte_more(self):
        records, _ = bundle(0)
        for surplus, words in ((0, "its chain does not follow"), (1, "longer than 16 MiB")):
            with self.subTest(surplus=surplus):
                room = recount.LINE_LIMIT - len(lines_of(records)[0]) + surplus
                record = records[0] | {"title": records[0]["title"] + "x" * room}
                line = lines_of([record])[0]
                line = line.replace(json.loads(line)["chain"].encode(), b"0" * 64)
                self.assertEqual(len(line), recount.LINE_LIMIT + surplus)
                found = outcome([line, *lines_of(records)[1:]])
                self.assertEqual(found[0], 1)
                self.assertIn(words, found[1])


class WhatWasMadeToBeSlow(unittest.TestCase):
    """Small files of which a counter that compares everything with everything makes hours."""

    def test_an_election_of_very_many_candidates_is_counted_soon(self):
        records = self.assembly()
        codes = [f"{number:06}" for number in range(200_000)]
        records[1]["pack"]["approval"]["elect"] = {"comparison": "atLeast", "ratio": "1/2"}
        records[1]["pack"]["parameters"] = {"buildingSeats": {"value": "ownFirst"}}
        election = {"alternates": len(codes), "candidates": [{"building": "1", "candidate": code} for code in codes],
                    "least": 1, "ranking": "area", "seats": len(codes),
                    "seatsByBuilding": [{"building": "1", "seats": 10},
                                        {"building": "2", "seats": len(codes) - 10}]}  # fmt: skip
        item = {"election": election, "form": "election", "item": "1", "kind": "item", "matter": "elect", "title": "选举"}
        units = make_bundle.of_kind(records, "unit")
        areas = {}
        for unit in units:
            area = make_bundle.area_number(unit["record"]["area"]) if unit["counts"] else 0
            areas[unit["head"]] = areas.get(unit["head"], 0) + area
        homes = {unit["head"]: unit["record"]["unit"] for unit in units if unit["counts"]}
        ballots = [{"acceptedAt": records[0]["openedAt"], "area": make_bundle.area_text(areas[head]),
                    "channel": "electronic", "choice": "+".join(codes), "head": head, "item": "1", "kind": "ballot",
                    "receipt": head, "unit": unit} for head, unit in homes.items()]  # fmt: skip
        end = bundle(0)[0][-1]
        body = make_bundle.with_hashes([*records[:2], item, *units])
        self.refuse_soon([*body, *make_bundle.in_order(ballots, [item]), end], b"certificate: ")

    def test_a_scope_of_very_many_places_is_compared_soon(self):
        records = self.assembly()
        records[0]["scope"] = {"buildings": [f"{number:07}" for number in range(1_000_000)]}
        unit = make_bundle.of_kind(records, "unit")[0]
        units = [{**unit, "counts": True, "record": {**unit["record"], "unit": f"0999999-{number}"}}
                 for number in range(3000)]  # fmt: skip
        body = make_bundle.with_hashes([*records[:3], *units])
        self.refuse_soon([*body, bundle(0)[0][-1]], b"certificate: ")

    def assembly(self):
        """Rules, an item and a roll, of which a test makes its own."""
        records, _ = bundle(0)
        return json.loads(json.dumps([r for r in records if r["kind"] in ("assembly", "rules", "item", "unit")]))

    def refuse_soon(self, records, words):
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
            file.write(b"".join(lines_of(records)))
            file.flush()
            found = subprocess.run([sys.executable, SCRIPT, Path(file.name)], capture_output=True, timeout=120)
        self.assertEqual(found.returncode, 1, found.stderr[:300])
        self.assertTrue(found.stderr.startswith(b"line %d: " % len(records)), found.stderr[:300])
        self.assertIn(words, found.stderr)


if __name__ == "__main__":
    unittest.main()
