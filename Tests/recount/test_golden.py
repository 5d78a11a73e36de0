"""Counts the golden cases with deploy/verify/recount.py; golden/generate.py states their results, it does not count."""

import json
import sys
import unittest
from pathlib import Path

import case_bundle
import make_bundle
from test_recount import lines_of, outcome, recount

sys.path.append(str(Path(__file__).resolve().parent / "golden"))

import generate  # noqa: E402


class GoldenCases(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.text = generate.CASES.read_text(encoding="utf-8")
        cls.cases = [json.loads(line) for line in cls.text.splitlines()]
        cls.buildings_text = generate.BUILDINGS.read_text(encoding="utf-8")
        cls.buildings = [json.loads(line) for line in cls.buildings_text.splitlines()]
        cls.choices_text = generate.CHOICES.read_text(encoding="utf-8")
        cls.choices = [json.loads(line) for line in cls.choices_text.splitlines()]
        cls.midnight_text = generate.MIDNIGHT.read_text(encoding="utf-8")
        cls.midnight = [json.loads(line) for line in cls.midnight_text.splitlines()]

    def test_are_what_the_generator_writes(self):
        self.assertEqual("".join(generate.lines()), self.text, "run golden/generate.py")
        self.assertEqual("".join(generate.lines_of_buildings()), self.buildings_text, "run golden/generate.py")
        self.assertEqual("".join(generate.lines_of_choices()), self.choices_text, "run golden/generate.py")
        self.assertEqual("".join(generate.lines_of_midnight()), self.midnight_text, "run golden/generate.py")

    def test_come_out_as_they_state(self):
        for case in [*self.cases, *self.buildings, *self.choices, *self.midnight]:
            with self.subTest(case["name"]):
                found = outcome(lines_of(case_bundle.records_of(case)))
                self.assertIsInstance(found, bytes, found)
                certificate = json.loads(found)
                self.assertEqual({item["item"]: item["result"] for item in certificate["items"]}, case["results"])
                self.assertEqual(certificate["rollHash"], case["rollHash"])
                self.assertLessEqual(case.get("choices", {}).items(), certificate["rules"].items())

    def test_that_end_at_midnight_had_a_day_more_up_to_version_4(self):
        def signed_after(version):
            body = case_bundle.records_of(self.midnight[0], version)[:-1]
            next(record for record in body if record["kind"] == "paper")["signedOn"] = "2023-06-16"
            return outcome(lines_of(make_bundle.certified(body, case_bundle.KEY)))

        for version, silent in ((4, 7), (5, 3)):
            found = json.loads(outcome(lines_of(case_bundle.records_of(self.midnight[0], version))))
            self.assertEqual(found["items"][0]["result"]["silent"]["heads"], silent)
        self.assertIsInstance(signed_after(4), bytes)
        self.assertIn("its signedOn is after the last day of the voting", signed_after(5)[1])

    def test_have_every_choice(self):
        made = {choice for case in self.choices for choice in case["choices"].items()}
        self.assertEqual(made, {(name, word) for name, (_, words, _) in recount.SETTINGS.items()
                                if name in ("buildingSeats", "excessPapers", "followedMajority") for word in words})  # fmt: skip

    def test_refuse_a_choice_that_is_not_built(self):
        for name in ("buildingSeats", "excessPapers", "followedMajority"):
            case = self.choices[0] | {"choices": {name: "byLot"}}
            line, words = outcome(lines_of(case_bundle.records_of(case)))
            self.assertEqual(line, 2)
            self.assertIn(f"{name}.value is none of", words)

    def test_refuse_an_allotment_that_is_none(self):
        def wrong(change):
            case = json.loads(json.dumps(self.buildings[0]))
            change(case["items"][0]["election"])
            return str(outcome(lines_of(case_bundle.records_of(case))))

        fits = "its buildings do not fit its seats or candidates"
        self.assertIn(fits, wrong(lambda election: election.update(seats=3)))
        self.assertIn(fits, wrong(lambda election: election.pop("seatsByBuilding")))
        self.assertIn(fits, wrong(lambda election: election["candidates"][0].pop("building")))
        self.assertIn(fits, wrong(lambda election: election["candidates"][0].update(building="9")))
        self.assertIn(fits, wrong(lambda election: election["seatsByBuilding"][1].update(building="1", seats=2)))
        empty = lambda election: election["seatsByBuilding"].append({"building": "9", "seats": 0})  # noqa: E731
        self.assertIn("its least or its seats is 0", wrong(empty))

    def test_are_three_hundred_that_differ(self):
        self.assertEqual(len(self.cases), 300)
        apart = {"name", "rollHash", "heads", "ballots", "invalid", "delivered", "rules"}
        seen = set()
        for case in self.cases:
            names = {head: str(place) for place, head in enumerate(case["heads"])}
            areas = list(case["heads"].values())
            does = [[names[entry["head"]], *(str(entry[name]) for name in sorted(entry) if name != "head")]
                    for entry in (*case["ballots"], *case["invalid"], *case["delivered"])]  # fmt: skip
            seen.add(json.dumps([{name: case[name] for name in case if name not in apart}, areas, does]))
        self.assertEqual(len(seen), 300)

    def test_have_every_form_outcome_and_policy(self):
        pairs = {(item.get("form"), case["results"][item["item"]]["outcome"]) for case in self.cases
                 for item in case["items"]}  # fmt: skip
        decided = {"passed", "rejected", "notQuorate"}
        wanted = {(None, name) for name in decided | {"surpassed"}} | {("petition", "passed"), ("petition", "rejected")}
        wanted |= {("election", name) for name in decided | {"void"}}
        self.assertEqual(pairs, wanted | {(form, "noted") for form in ("endorsement", "survey", "showOfHands")})
        policies = {case["silentBallots"] for case in self.cases}
        self.assertEqual(policies, {"off", "majority", "inFavour", "abstain", "followOption"})
        channels = {ballot["channel"] for case in self.cases for ballot in case["ballots"]}
        self.assertEqual(channels, {"electronic", "paper", "imported"})


if __name__ == "__main__":
    unittest.main()
