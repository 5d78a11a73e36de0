"""Tests deploy/verify/public.py: it takes right public copies and names what is wrong with others, without a trace."""

import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import make_bundle
import rich_bundle

SCRIPT = Path(__file__).resolve().parents[2] / "deploy/verify/public.py"
OPEN = ("assembly", "rules", "item", "certificate")


def public_copy(records):
    """The public copy of a bundle as records, with every ballot shown."""
    for line in make_bundle.chained(records):
        record = json.loads(line)
        if record["kind"] in OPEN:
            yield record
            continue
        hidden = {"chain": record["chain"], "digest": digest_of(record).hex(), "kind": record["kind"]}
        if record["kind"] == "ballot":
            hidden["shown"] = {name: record[name] for name in ("area", "choice", "item")}
        yield hidden


def digest_of(record):
    return hashlib.sha256(bytes.fromhex(record["blind"]) + bare(record)).digest()


def linked(copy):
    """The lines of a public copy of which a forger changed some, with the chain made anew."""
    chain = bytes(32)
    for line in copy:
        digest = digest_of(line) if line["kind"] in OPEN else bytes.fromhex(line["digest"])
        chain = hashlib.sha256(chain + digest).digest()
        yield line | {"chain": chain.hex()}


def signed(copy, key, **members):
    """A public copy with another certificate that a forger signed."""
    *body, last = copy
    body = list(linked(body))
    certificate = last["certificate"] | {"records": body[-1]["chain"]} | members
    signature = key.sign(b"tongti certificate 1\n" + make_bundle.canonical(certificate))
    end = {"certificate": certificate, "key": key.jwk(), "signature": make_bundle.base64url(signature)}
    return list(linked([*body, last | end]))


def bare(record):
    return make_bundle.canonical({name: value for name, value in record.items() if name not in ("blind", "chain")})


def key_with_a_dash():
    """One of the keys in sixty-four that look like an option."""
    for number in range(2000):
        key = make_bundle.SigningKey(b"dash %d" % number)
        if key.jwk()["x"].startswith("-"):
            return key
    raise AssertionError("no key begins with a dash")


class PublicCopies(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "bundle.jsonl")
        self.records, self.key = make_bundle.make(0, 12, 3, 0.5)
        self.copy = list(public_copy(self.records))
        self.own = next(r for r in map(json.loads, make_bundle.chained(self.records)) if r["kind"] == "ballot")

    def run_on(self, lines, *arguments):
        self.file.write_bytes(b"".join(line + b"\n" for line in lines))
        found = subprocess.run([sys.executable, SCRIPT, self.file, *arguments], capture_output=True, timeout=60)
        self.assertNotIn(b"Traceback", found.stderr)
        return found

    def check(self, copy, *arguments):
        return self.run_on(map(make_bundle.canonical, copy), *arguments)

    def refuse(self, place, words, copy, *arguments):
        found = self.check(copy, *arguments)
        self.assertEqual((found.returncode, found.stdout), (1, b""))
        self.assertTrue(found.stderr.startswith(b"line %d: " % (place + 1)), found.stderr)
        self.assertIn(words, found.stderr.decode())

    def place_of(self, kind):
        return next(place for place, record in enumerate(self.copy) if record["kind"] == kind)

    def own_ballot(self, record=None):
        return "--record", bare(record or self.own).decode(), "--blind", self.own["blind"]

    def test_that_are_right_are_taken_and_the_own_ballot_is_found(self):
        found = self.check(self.copy, "--key", self.key.jwk()["x"], *self.own_ballot())
        self.assertEqual(found.returncode, 0, found.stderr)
        other = self.check(self.copy, *self.own_ballot(self.own | {"choice": "none of these"}))
        self.assertEqual(other.returncode, 1)
        self.assertIn(b"not among its records", other.stderr)

    def test_of_bundles_with_every_kind_of_record_are_taken(self):
        for number in range(20):
            with self.subTest(seed=number):
                records, key = rich_bundle.make(number)
                found = self.check(public_copy(records), "--key", key.jwk()["x"])
                self.assertEqual((found.returncode, found.stderr), (0, b""))

    def test_whose_signer_was_not_compared_say_so(self):
        found = self.check(self.copy)
        self.assertEqual((found.returncode, found.stderr.count(b"\n")), (0, 1))
        self.assertIn(b"whose key signed was not compared", found.stderr)

    def test_that_say_of_a_record_that_it_is_of_another_kind_are_refused(self):
        unit, ballot = self.place_of("unit"), self.place_of("ballot")
        copy = list(self.copy)
        copy[unit] = copy[unit] | {"kind": "ballot"}
        copy[ballot] = {name: value for name, value in copy[ballot].items() if name != "shown"} | {"kind": "unit"}
        self.refuse(unit + 1, "it stands after the ballot before it", copy)

    def test_without_a_kind_that_there_is_are_refused_without_a_trace(self):
        place = self.place_of("unit")
        for kind in ([], {}, None, 7, "units", "\x1b[2J\n"):
            with self.subTest(kind):
                copy = [*self.copy[:place], self.copy[place] | {"kind": kind}, *self.copy[place + 1 :]]
                self.refuse(place, "no record: its kind is none of a bundle's", copy)

    def test_that_hide_what_everybody_may_read_are_refused(self):
        for kind in ("rules", "item"):
            place = self.place_of(kind)
            hidden = {"chain": self.copy[place]["chain"], "digest": digest_of(self.copy[place]).hex(), "kind": kind}
            self.refuse(place, "it misses", [*self.copy[:place], hidden, *self.copy[place + 1 :]])
            hidden["kind"] = "unit"
            self.refuse(place, "has to stand before it", [*self.copy[:place], hidden, *self.copy[place + 1 :]])

    def test_that_show_more_ballots_than_the_certificate_counts_are_refused(self):
        choices = [record.get("shown", {}).get("choice") for record in self.copy]
        place = max(place for place, choice in enumerate(choices) if choice == "against")
        changed = self.copy[place] | {"shown": self.copy[place]["shown"] | {"choice": "for"}}
        last = len(self.copy) - 1
        self.refuse(last, "than the certificate counts", [*self.copy[:place], changed, *self.copy[place + 1 :]])
        for shown, words in (({"choice": "c01"}, "no choice on its item"), ({"item": "none"}, "no item of the agenda")):
            changed = self.copy[place] | {"shown": self.copy[place]["shown"] | shown}
            self.refuse(place, words, [*self.copy[:place], changed, *self.copy[place + 1 :]])

    def test_whose_certificate_is_of_another_assembly_or_agenda_are_refused(self):
        items, last = self.copy[-1]["certificate"]["items"], len(self.copy) - 1
        other = {"version": 4, "rollPosition": True, "form": "written", "scope": {"buildings": ["1"]}, "community": "x",
                 "papersUntil": "2023-07-01T00:00:00+08:00", "units": 7, "ballots": 0, "deliveries": 1, "shows": "\x1b",
                 "items": items[1:], "records": "0" * 64}  # fmt: skip
        for name, value in other.items():
            with self.subTest(name):
                self.refuse(last, f"{name}", signed(self.copy, self.key, **{name: value}))
        for items in ([items[1], items[0], *items[2:]], [items[0] | {"title": "x"}, *items[1:]], [*items, items[0]]):
            self.refuse(last, "items", signed(self.copy, self.key, items=items))
        for odd in (None, 7, [], [7], [[]], [{}], [items[0] | {"result": []}, *items[1:]]):
            self.refuse(last, "certificate: ", signed(self.copy, self.key, items=odd))

    def test_of_a_key_with_another_thumbprint_are_refused(self):
        other = self.key.jwk() | {"kid": make_bundle.SigningKey(b"other").jwk()["kid"]}
        self.refuse(len(self.copy) - 1, "not the thumbprint", linked([*self.copy[:-1], self.copy[-1] | {"key": other}]))

    def test_that_are_no_lines_in_canonical_form_are_refused_there(self):
        lines = [make_bundle.canonical(record) + b"\n" for record in self.copy]
        odd = {b"\r\n": "canonical", b"\n\n": "no record", b" \n": "canonical", b"": "", b"\x00\n": "no record"}
        for end, words in odd.items():
            for place in (0, self.place_of("unit"), len(lines) - 1):
                with self.subTest(end=end, place=place):
                    data = b"".join([*lines[:place], lines[place][:-1] + end, *lines[place + 1 :]])
                    self.file.write_bytes(data)
                    found = subprocess.run([sys.executable, SCRIPT, self.file], capture_output=True, timeout=60)
                    self.assertEqual((found.returncode, found.stdout), (1, b""))
                    self.assertNotIn(b"Traceback", found.stderr)
                    self.assertIn(words, found.stderr.decode())

    def test_are_read_from_the_standard_input(self):
        data = b"".join(make_bundle.canonical(record) + b"\n" for record in self.copy)
        for cut, status, words in ((len(data), 0, b""), (-1, 1, b"line %d: " % len(self.copy))):
            found = subprocess.run(
                [sys.executable, SCRIPT, "-", "--key", self.key.jwk()["x"]], input=data[:cut], capture_output=True,
                timeout=60)  # fmt: skip
            self.assertEqual(found.returncode, status, found.stderr)
            self.assertTrue(found.stderr.startswith(words), found.stderr)
            self.assertNotIn(b"Traceback", found.stderr)

    def test_with_a_line_without_end_are_refused_before_it_is_read(self):
        found = subprocess.run([sys.executable, SCRIPT, "/dev/zero"], capture_output=True, timeout=60)
        self.assertEqual(found.returncode, 1)
        self.assertIn(b"longer than 16 MiB", found.stderr)

    def test_are_not_read_for_a_ballot_that_is_none(self):
        for record in ("[" * 20_000, "[]", "{", "7"):
            found = self.check(self.copy, "--record", record, "--blind", "00" * 16)
            self.assertEqual((found.returncode, found.stderr.count(b"\n")), (2, 1), found.stderr)

    def test_that_show_another_choice_than_the_owner_s_are_told_to_the_owner(self):
        place = next(n for n, record in enumerate(self.copy) if record.get("digest") == digest_of(self.own).hex())
        shown = self.copy[place]["shown"]
        odd = {"a choice": {"shown": shown | {"choice": "none of these"}}, "an area": {"shown": shown | {"area": "0.01"}},
               "a member": {"shown": shown | {"owner": "somebody"}}, "a list": {"shown": []}}  # fmt: skip
        for name, members in odd.items():
            with self.subTest(name):
                copy = [*self.copy[:place], self.copy[place] | members, *self.copy[place + 1 :]]
                found = self.check(copy, *self.own_ballot())
                self.assertEqual(found.returncode, 1, found.stdout)
                self.assertTrue(found.stderr.startswith(b"line %d: " % (place + 1)), found.stderr)

    def test_may_be_compared_with_a_key_that_begins_with_a_dash(self):
        key = key_with_a_dash()
        records = make_bundle.certified([r for r in self.records if r["kind"] != "certificate"], key)
        found = self.check(public_copy(records), "--key", key.jwk()["x"])
        self.assertEqual(found.returncode, 0, found.stderr)
        self.assertEqual(self.check(self.copy, "--key", key.jwk()["x"]).returncode, 1)

    def test_with_a_certificate_of_another_form_are_refused_in_words(self):
        certificate = self.copy[-1]["certificate"]
        less = {name: value for name, value in certificate.items() if name != "title"}
        for members in ({"certificate": less}, {"certificate": []}, {"key": {}}, {"key": {"x": 7}},
                        {"key": {"x": "A"}}, {"signature": "A"}, {"signature": None}):  # fmt: skip
            with self.subTest(members):
                last = self.copy[-1] | members
                last["chain"] = hashlib.sha256(bytes.fromhex(self.copy[-2]["chain"]) + digest_of(last)).hexdigest()
                found = self.check([*self.copy[:-1], last])
                self.assertEqual(found.returncode, 1, found.stderr)
                self.assertIn(b"certificate", found.stderr)

    def test_with_a_line_that_two_readers_would_read_otherwise_are_refused_there(self):
        lines = list(map(make_bundle.canonical, self.copy))
        place = next(n for n, line in enumerate(lines) if b'"shown"' in line)
        for line in (lines[place].replace(b'"shown":', b'"shown":{},"shown":'), b"[" * 100_000, b"null", b"{}", b"\xff",
                     b"1e999"):  # fmt: skip
            with self.subTest(line[:40]):
                found = self.run_on([*lines[:place], line, *lines[place + 1 :]])
                self.assertEqual(found.returncode, 1, found.stdout)
                self.assertTrue(found.stderr.startswith(b"line %d: " % (place + 1)), found.stderr)


if __name__ == "__main__":
    unittest.main()
