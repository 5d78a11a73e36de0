"""Tests deploy/verify/public.py: it takes right public copies and names what is wrong with others, without a trace."""

import hashlib
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import make_bundle

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

    def own_ballot(self, record=None):
        return "--record", bare(record or self.own).decode(), "--blind", self.own["blind"]

    def test_that_are_right_are_taken_and_the_own_ballot_is_found(self):
        found = self.check(self.copy, "--key", self.key.jwk()["x"], *self.own_ballot())
        self.assertEqual(found.returncode, 0, found.stderr)
        other = self.check(self.copy, *self.own_ballot(self.own | {"choice": "none of these"}))
        self.assertEqual(other.returncode, 1)
        self.assertIn(b"not among its records", other.stderr)

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
