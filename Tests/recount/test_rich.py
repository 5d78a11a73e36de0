"""Tests deploy/verify/recount.py with bundles that have every kind of record and every member."""

import json
import unittest
from pathlib import Path

import make_bundle
from make_bundle import of_kind
from rich_bundle import MAJORITIES, POLICIES
from test_recount import lines_of, misshapen, outcome, recount, rich

OLD = Path(__file__).resolve().parent / "golden" / "version-3.jsonl"


def with_records(change, number=1):
    """A right bundle changed by a forger without the key, whose chains and hashes fit."""
    records, _ = rich(number)
    records = json.loads(json.dumps(records))
    change(records)
    body = make_bundle.with_hashes(records[:-1])
    return lines_of([*body, records[-1] | {"certificate": make_bundle.certificate(body)}])


class RichBundles(unittest.TestCase):
    def test_are_certified_byte_for_byte(self):
        for number in range(20):
            records, key = rich(number)
            with self.subTest(seed=number):
                expected = make_bundle.canonical(records[-1]["certificate"])
                self.assertEqual(outcome(lines_of(records), {key.jwk()["x"]}), expected)

    def test_that_were_certified_before_the_certificate_showed_the_rules_are_still_right(self):
        lines = OLD.read_bytes().splitlines(keepends=True)
        certificate = json.loads(lines[-1])["certificate"]
        self.assertEqual((certificate["version"], "rules" in certificate), (3, False))
        self.assertEqual(outcome(lines), make_bundle.canonical(certificate))

    def test_of_before_have_their_ballots_by_head_or_do_not_show_their_rules(self):
        records, key = rich(1)
        order = [item["item"] for item in of_kind(records, "item")]
        ballots = sorted(of_kind(records, "ballot"), key=lambda b: (order.index(b["item"]), b["head"]))
        start = next(index for index, record in enumerate(records) if record["kind"] == "ballot")
        records = [*records[:start], *ballots, *records[start + len(ballots) : -1]]
        by_blind, disorder = rich(1)[0][:-1], "has to stand before the ballot before it"
        for version, rest, words in ((2, records, None), (2, by_blind, disorder), (3, records, disorder),
                                     (3, by_blind, None), (4, records, disorder), (4, by_blind, None),
                                     (5, records, disorder), (5, by_blind, None)):  # fmt: skip
            body = [rest[0] | {"version": version}, *rest[1:]]
            certificate = make_bundle.certificate(body)
            self.assertEqual("rules" in certificate, version > 3)
            signature = key.sign(b"tongti certificate 1\n" + make_bundle.canonical(certificate))
            end = {"certificate": certificate, "key": key.jwk(), "kind": "certificate",
                   "signature": make_bundle.base64url(signature)}  # fmt: skip
            found = outcome(lines_of([*body, end]))
            self.assertIn(words, found[1]) if words else self.assertEqual(found, make_bundle.canonical(certificate))

    def test_have_every_record_outcome_and_member(self):
        kinds, outcomes, members, policies, choices = set(), set(), set(), set(), set()
        for number in range(20):
            records, _ = rich(number)
            kinds |= {record["kind"] for record in records}
            members |= {(record["kind"], name) for record in records for name in record}
            policies.add(records[1]["pack"]["silentBallots"]["policy"])
            choices |= set(records[-1]["certificate"]["rules"].items())
            for item in records[-1]["certificate"]["items"]:
                outcomes.add((item.get("form"), item["result"]["outcome"]))
                members |= {("result", name) for name in item["result"]}
        decided = {"passed", "rejected", "notQuorate"}
        wanted = {(None, name) for name in decided | {"surpassed"}} | {("petition", "passed"), ("petition", "rejected")}
        wanted |= {("election", name) for name in decided | {"void"}}
        wanted |= {(form, "noted") for form in ("endorsement", "survey", "showOfHands")}
        self.assertEqual(outcomes, wanted)
        self.assertEqual(kinds, set(recount.KINDS))
        self.assertEqual(policies, set(POLICIES))
        words = {"buildingSeats": ("ownOnly", "ownFirst"), "excessPapers": ("void", "voidIfComplete"),
                 "duplicates": ("firstCounts",), "followedMajority": MAJORITIES, "proxyLimit": "2",
                 "silentBallots": POLICIES, "voteChange": ("yes",)}  # fmt: skip
        self.assertEqual(choices, {(name, word) for name, values in words.items() for word in values})
        forms = {(kind, name.removesuffix("?")) for kind, form in recount.FORMS.items() for name in form}
        self.assertEqual({member for member in forms if member[1] not in ("blind", "chain")} - members, set())
        self.assertLessEqual({("result", "silent"), ("result", "returnedInvalid"), ("result", "election")}, members)

    def test_are_read_alike_by_the_fast_way_and_the_parser(self):
        read = {}
        for line in lines_of(rich(1)[0]):
            text = line.decode()[:-1]
            record, bare = recount.read_any(text)
            if fast := recount.read_fast(text):
                self.assertEqual(fast, (record, bare))
                for name in ("kind", "channel", "invalid"):
                    read[name, record.get(name)] = True
            else:
                plain = record["kind"] in ("ballot", "paper") and not {"proxy", "replaces"} & set(record)
                self.assertFalse(plain, text)
        self.assertLessEqual({("kind", "ballot"), ("kind", "paper"), ("channel", "imported")}, set(read))

    def test_are_refused_for_every_member_missing_surplus_or_of_another_form(self):
        records, _ = rich(2)
        lines = lines_of(records)
        richest = {}
        for place, record in enumerate(records):
            known = richest.setdefault((record["kind"], record.get("form")), place)
            if len(json.dumps(record)) > len(json.dumps(records[known])):
                richest[record["kind"], record.get("form")] = place
        for place in richest.values():
            for changed in misshapen(json.loads(lines[place])):
                try:
                    recount.check_form(changed, recount.FORMS[records[place]["kind"]], "")
                except recount.Wrong:
                    continue
                altered = [*lines[:place], make_bundle.canonical(changed) + b"\n", *lines[place + 1 :]]
                self.assertEqual(outcome(altered)[0], place + 1)


class WhatContradicts(unittest.TestCase):
    def refuse(self, words, change, number=1):
        found = outcome(with_records(change, number))
        self.assertIsInstance(found, tuple, "it was certified")
        self.assertIn(words, found[1])
        return found[0]

    def test_a_holder_of_more_proxies_than_the_limit(self):
        line = self.refuse("more heads than 1", lambda all_: set_limit(all_, "1"))
        records, _ = rich(1)
        heads = {}
        for number, record in enumerate(records, 1):
            if "proxy" in record:
                heads.setdefault(record["proxy"]["holder"], set()).add(record["head"])
                if len(heads[record["proxy"]["holder"]]) > 1:
                    self.assertEqual(line, number)
                    return
        self.fail("no holder has two")

    def test_a_paper_at_the_moment_when_papers_end_and_a_vote_when_voting_ends(self):
        def late(channel, end):
            def change(all_):
                ballot = next(b for b in of_kind(all_, "ballot") if b["channel"] == channel and "replaces" not in b)
                ballot["acceptedAt"] = all_[0][end]

            return change

        self.refuse("its acceptedAt is not before closesAt", late("electronic", "closesAt"))
        self.refuse("its acceptedAt is not before papersUntil", late("paper", "papersUntil"))
        self.refuse("no import has its evidence and its time", late("imported", "closesAt"))

    def test_an_electronic_ballot_where_the_form_of_the_assembly_takes_none(self):
        for form in ("meeting", "written"):
            line = self.refuse("it has to be on paper", lambda all_, form=form: all_[0].update(form=form))
            records, _ = rich(1)
            place = next(n for n, r in enumerate(records) if r["kind"] == "ballot" and r["channel"] == "electronic")
            self.assertEqual(line, place + 1)
        self.refuse("signature", lambda all_: all_[0].update(form="electronic"))

    def test_a_duplicate_before_the_first_of_the_choices_that_were_changed(self):
        for earlier, found in (("2023-06-01T10:00:00+08:00", "came before the ballot"), (None, "signature")):
            self.refuse(found, lambda all_, earlier=earlier: add_duplicate(all_, earlier))

    def test_a_second_ballot_of_a_head_wherever_its_blind_puts_it(self):
        for blind in ("0" * 32, "f" * 32):
            def add(all_, blind=blind):
                ballots = [b for b in of_kind(all_, "ballot") if b["item"] == "1" and b["channel"] == "electronic"]
                other = {"blind": blind, "receipt": "00000000-0000-4000-8000-000000000000"}
                mine = [b for b in of_kind(all_, "ballot") if b["item"] == "1"]
                all_.insert(all_.index(mine[0]) + (len(mine) if blind[0] == "f" else 0), ballots[-1] | other)

            self.refuse("a ballot before it is of its head and item", add)

    def test_ballots_in_the_order_of_their_heads(self):
        def change(all_):
            mine = [index for index, record in enumerate(all_) if record["kind"] == "ballot" and record["item"] == "1"]
            all_[mine[0] : mine[-1] + 1] = sorted(all_[mine[0] : mine[-1] + 1], key=lambda ballot: ballot["head"])

        self.refuse("it has to stand before the ballot before it", change)

    def test_a_vote_that_its_item_does_not_allow(self):
        def choosing(item, choice):
            def change(all_):
                ballots = (b for b in of_kind(all_, "ballot") if b["item"] == item and b["choice"] != choice)
                next(ballot for ballot in ballots if ballot["channel"] == "electronic")["choice"] = choice

            return change

        for item, choice in (("3", "for"), ("3", "c02+c01"), ("3", "c01+c01"), ("3", "c01+c02+c03+c04"), ("3", "c01+"),
                             ("3", "c99"), ("3", "abstain+c01"), ("4", "against"), ("4", "abstain"), ("5", "follow"),
                             ("6", "follow"), ("1", "follow"), ("1", "c01"), ("11", "c01+c02")):  # fmt: skip
            with self.subTest(item=item, choice=choice):
                self.refuse("does not allow the choice", choosing(item, choice))
        self.refuse("signature", choosing("1", "follow"), number=4)
        self.refuse("does not allow the choice", choosing("5", "follow"), number=4)


def set_limit(records, value):
    records[1]["pack"]["parameters"]["proxyLimit"]["value"] = value


def add_duplicate(records, recorded):
    """A paper that was not counted, of a head whose vote was changed, at its first choice or when given."""
    ballot = next(b for b in of_kind(records, "ballot") if "replaces" in b)
    first = ballot["replaces"][0]["acceptedAt"]
    papers = of_kind(records, "paper")
    paper = {"choice": "for", "counted": False, "evidence": "0" * 64, "head": ballot["head"], "item": ballot["item"],
             "kind": "paper", "recordedAt": recorded or first, "signedOn": "2023-06-01",
             "unit": ballot["unit"]}  # fmt: skip
    order = [item["item"] for item in of_kind(records, "item")]
    papers.append(paper)
    papers.sort(key=lambda p: (order.index(p["item"]), p["unit"].encode(), p["evidence"]))
    start = next(index for index, record in enumerate(records) if record["kind"] == "paper")
    records[start : start + len(papers) - 1] = papers


if __name__ == "__main__":
    unittest.main()
