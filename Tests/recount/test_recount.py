"""Tests deploy/verify/recount.py: it certifies right bundles byte for byte and names the first wrong record of others.

RECOUNT_TAMPERS is the number of tampers, 240 unless told, at most 10000; RECOUNT_SEED repeats a run.
"""

import importlib.util
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import make_bundle
import rich_bundle
import rich_tampers
import tampers

SCRIPT = Path(__file__).resolve().parents[2] / "deploy/verify/recount.py"
spec = importlib.util.spec_from_file_location("recount", SCRIPT)
recount = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recount)

TAMPERS = min(int(os.environ.get("RECOUNT_TAMPERS", "240")), 10000)
SEED = int(os.environ.get("RECOUNT_SEED", random.SystemRandom().randrange(10**6)))
SHAPES = ((12, 3, 0.5), (30, 5, 0.3), (40, 10, 0.0), (50, 4, 1.0), (33, 7, 0.2), (26, 10, 0.4))


@lru_cache(maxsize=None)
def bundle(number):
    units, items, paper_share = SHAPES[number % len(SHAPES)]
    return make_bundle.make(number, units, items, paper_share)


@lru_cache(maxsize=None)
def rich(number):
    return rich_bundle.make(number)


def lines_of(records):
    return list(make_bundle.chained(records))


def outcome(lines, keys=None):
    """The certificate, or the number of the line that was named and the words."""
    try:
        return recount.recount(io.BytesIO(b"".join(lines)), keys)
    except recount.Wrong as refusal:
        words = str(refusal)
        return int(words.split(":")[0].removeprefix("line ")), words


def run(*arguments, stdin=b""):
    return subprocess.run([sys.executable, SCRIPT, *arguments], input=stdin, capture_output=True, timeout=60)


class RightBundles(unittest.TestCase):
    def test_are_certified_byte_for_byte(self):
        outcomes = set()
        for number in range(12):
            records, key = bundle(number)
            with self.subTest(seed=number):
                expected = make_bundle.canonical(records[-1]["certificate"])
                self.assertEqual(outcome(lines_of(records), {key.jwk()["x"]}), expected)
            outcomes |= {item["result"]["outcome"] for item in records[-1]["certificate"]["items"]}
        self.assertEqual(outcomes, {"passed", "rejected", "notQuorate"})

    def test_stand_on_every_boundary(self):
        found = set()
        for number in range(12):
            records, _ = bundle(number)
            pack = records[1]["pack"]
            for item in records[-1]["certificate"]["items"]:
                found |= boundaries(item["result"], pack["approval"][item["matter"]]["ratio"])
        wanted = {"no turnout", "turnout 2/3", "approval 1/2", "approval 2/3", "approval 3/4"}
        self.assertEqual(found & wanted, wanted)

    def test_have_what_the_rules_speak_of(self):
        found = set()
        for number in range(12):
            records, _ = bundle(number)
            units = make_bundle.of_kind(records, "unit")
            heads = [unit["head"] for unit in units]
            found |= {"several units"} if len(set(heads)) < len(heads) else set()
            found |= {"co-owners"} if any(len(unit["record"]["owners"]) > 1 for unit in units) else set()
            found |= {("parking", unit["counts"]) for unit in units if unit["record"]["use"] == "parking"}
            found |= {("paper", paper["counted"]) for paper in make_bundle.of_kind(records, "paper")}
        switches = {(name, switch) for name in ("parking", "paper") for switch in (True, False)}
        self.assertEqual(found, {"several units", "co-owners"} | switches)

    def test_are_read_alike_by_the_fast_way_and_the_parser(self):
        read = 0
        for line in lines_of(bundle(1)[0]):
            if fast := recount.read_fast(line.decode()[:-1]):
                record, bare = recount.read_any(line.decode()[:-1])
                self.assertEqual(fast, (record, bare))
                read += 1
        self.assertGreater(read, 20)

    def test_may_have_a_ratio_of_one_and_an_electorate_of_nobody(self):
        records, key = bundle(1)
        records = json.loads(json.dumps([r for r in records if r["kind"] in ("assembly", "rules", "item")]))
        records[1]["pack"]["participation"] = {"comparison": "atLeast", "ratio": "1/1"}
        records = make_bundle.certified(make_bundle.with_hashes(records), key)
        self.assertEqual(outcome(lines_of(records)), make_bundle.canonical(records[-1]["certificate"]))
        outcomes = {item["result"]["outcome"] for item in records[-1]["certificate"]["items"]}
        self.assertEqual(outcomes, {"notQuorate"})

    def test_may_hold_texts_that_need_escapes_in_every_kind(self):
        records, key = bundle(1)
        old = next(ballot["unit"] for ballot in records if ballot["kind"] == "ballot")
        text = json.dumps(records[:-1], ensure_ascii=False).replace(f'"{old}"', json.dumps('3"号\\楼\n\x01\x7f🅿'))
        records = make_bundle.with_hashes(json.loads(text))
        place = {item["item"]: n for n, item in enumerate(make_bundle.of_kind(records, "item"))}
        papers = make_bundle.of_kind(records, "paper")
        papers.sort(key=lambda paper: (place[paper["item"]], paper["unit"].encode(), paper["evidence"]))
        records = make_bundle.certified([r for r in records if r["kind"] != "paper"] + papers, key)
        self.assertEqual(outcome(lines_of(records)), make_bundle.canonical(records[-1]["certificate"]))


def boundaries(result, ratio):
    sides = [result[name] for name in ("inFavour", "against", "abstained")]
    took_part = [sum(numbers) for numbers in zip(*map(area_and_heads, sides))]
    if took_part[1] == 0:
        return {"no turnout"}
    found = set()
    if shares(took_part, area_and_heads(result["electorate"])) == {Fraction(2, 3)}:
        found.add("turnout 2/3")
    if shares(area_and_heads(result["inFavour"]), took_part) == {Fraction(ratio)}:
        found.add(f"approval {ratio}")
    return found


def area_and_heads(side):
    return make_bundle.area_number(side["area"]), side["heads"]


def shares(part, whole):
    return {Fraction(*pair) for pair in zip(part, whole)}


class Tampers(unittest.TestCase):
    def test_are_found_at_their_place(self):
        print(f"RECOUNT_SEED={SEED} RECOUNT_TAMPERS={TAMPERS}", file=sys.stderr)
        done = {}
        for number in range(TAMPERS):
            make, source = ((bundle, tampers), (rich, rich_tampers))[number % 2]
            records, key = make(number // 2 % 20)
            tamper = source.choose(records, random.Random(f"{SEED} {number}"))
            with self.subTest(tamper=f"{number} {tamper.name}", bundle=f"{make.__name__} {number // 2 % 20}"):
                self.check_plain(records, tamper)
                self.check_forged(records, key, tamper, own_key=number % 8 < 2)
            done[tamper.name.split()[0]] = done.get(tamper.name.split()[0], 0) + 1
        print("tampers: " + ", ".join(f"{name} {count}" for name, count in sorted(done.items())), file=sys.stderr)

    def check_plain(self, records, tamper):
        with_chains = [json.loads(line) for line in lines_of(records)]
        lines = [make_bundle.canonical(record) + b"\n" for record in tamper.apply(with_chains)]
        line, words = self.refusal(lines)
        self.assertEqual(line, tamper.place + 1, words)

    def check_forged(self, records, key, tamper, own_key):
        forged = tamper.forge(records)
        body = [record for record in forged if record["kind"] != "certificate"]
        if tamper.named is rich_tampers.SOMEWHERE:
            self.refusal(lines_of(forged))
            return
        if own_key and tamper.named is None:
            other = make_bundle.SigningKey(b"the forger's own")
            line, words = self.refusal(lines_of(make_bundle.certified(body, other)), {key.jwk()["x"]})
            self.assertIn("not among the keys", words)
        else:
            line, words = self.refusal(lines_of(forged))
            if tamper.named is None:
                self.assertIn("its signature does not fit", words)
        self.assertEqual(line, (len(body) if tamper.named is None else tamper.named) + 1, words)

    def refusal(self, lines, keys=None):
        found = outcome(lines, keys)
        self.assertIsInstance(found, tuple, "it was certified")
        return found

    def test_of_one_byte_are_found_in_its_line(self):
        chance = random.Random(SEED)
        for number in range(TAMPERS // 2):
            lines = lines_of((bundle, rich)[number % 2](number // 2 % 12)[0])
            place = chance.randrange(len(lines))
            line = bytearray(lines[place])
            line[chance.randrange(len(line) - 1)] ^= 1 << chance.randrange(8)
            changed = [*lines[:place], bytes(line), *lines[place + 1 :]]
            with self.subTest(number=number, line=bytes(line)):
                self.assertEqual(self.refusal(changed)[0], place + 1)


class MalformedFiles(unittest.TestCase):
    def setUp(self):
        self.records, self.key = bundle(0)
        self.lines = lines_of(self.records)

    def refuse(self, lines, line, words):
        found = outcome(lines)
        self.assertIsInstance(found, tuple)
        self.assertEqual(found[0], line, found[1])
        self.assertIn(words, found[1])

    def test_that_end_early_are_refused_where_they_end(self):
        self.refuse([], 1, "ends before its certificate")
        for end in (1, 2, 5, len(self.lines) - 1):
            self.refuse(self.lines[:end], end + 1, "ends before its certificate")
        self.refuse([*self.lines[:-1], self.lines[-1][:-1]], len(self.lines), "no LF")
        self.refuse([*self.lines[:4], self.lines[4][:20]], 5, "no LF")

    def test_with_lines_after_the_certificate_are_refused_there(self):
        for extra in (self.lines[-1], b"\n", b"x", self.lines[5]):
            self.assertEqual(outcome([*self.lines, extra])[0], len(self.lines) + 1)

    def test_with_a_line_that_is_no_canonical_json_are_refused_there(self):
        first = self.lines[0]
        cases = {
            "not UTF-8": b"\xff\xfe{}\n",
            "nested too deeply": b"[" * 200_000 + b"\n",
            "is not JSON": b"\xef\xbb\xbf" + first,
            "not in canonical form": first[:-1] + b"\r\n",
            "no object": b"[]\n",
            "kind is none": b'{"kind":["item"]}\n',
            "beyond 2^53": first.replace(b'"version":5', b'"version":' + b"9" * 100_000),
            "below 0": first.replace(b'"version":5', b'"version":-5'),
            "not whole": first.replace(b'"version":5', b'"version":5.0'),
            "one is there twice": first.replace(b'"version":5', b'"version":5,"version":5'),
            "misses electorate": first.replace(b'"electorate"', b'"electorats"'),
            "version is none of 2, 3, 4, 5": first.replace(b'"version":5', b'"version":true'),
            "longer than 16 MiB": b" " * (recount.LINE_LIMIT + 10),
        }
        for words, line in cases.items():
            with self.subTest(words):
                self.refuse([line, *self.lines[1:]], 1, words)
        others = [b"\n", b"null\n", b"{}\n", b'{"kind":null}\n', b'"\\ud800"\n', b'{"\\ud800":1}\n', b"NaN\n", b"-0\n",
                  b"1e3\n", b"9007199254740993\n", b'"\\u4e2d"\n', b'"\\/"\n',
                  b'{"a":' * 400 + b"1" + b"}" * 400 + b"\n",
                  b'{"b":1,"a":1}\n', b'{"kind":"unit","record":7}\n', b'"\x01"\n', b'"\\u001F"\n', b"-\n",
                  first.replace(b'"title"', b' "title"'), b"[" * 900 + b"]" * 900 + b"\n", b"{" * 900 + b"\n",
                  b'{"chain":"","kind":"rules","pack":' + b"[" * 960 + b"]" * 960 + b"}\n"]  # fmt: skip
        for line in others:
            with self.subTest(line=line[:60]):
                self.assertEqual(outcome([line, *self.lines[1:]])[0], 1)

    def test_with_a_deep_mandate_are_refused_without_a_trace(self):
        for depth in (50, 300, 900):
            records = [dict(record) for record in self.records]
            item = next(record for record in records if record["kind"] == "item")
            nested = json.loads('{"a":' * depth + "1" + "}" * depth)
            item["mandate"] = nested
            self.assertIsInstance(outcome(lines_of(records)), tuple)

    def test_with_odd_values_where_the_page_leaves_the_form_open_leave_no_trace(self):
        odd = (None, True, 0, -1, 2**53, "", "1/2", [], {}, [[]], {"": {}}, {"ratio": None}, [1, {"a": []}])
        for place, name in ((1, "pack"), (2, "mandate"), (len(self.records) - 1, "certificate")):
            for number, path in enumerate(paths(self.records[place].get(name))):
                for value in odd[number % 3 :: 3]:
                    records = json.loads(json.dumps(self.records))
                    records[place][name] = replaced(records[place].get(name), path, value)
                    records[0]["rulesHash"] = make_bundle.digest(records[1]["pack"])
                    self.assertIsInstance(outcome(lines_of(records[: place + 2])), (tuple, bytes))

    def test_of_an_assembly_that_closed_as_it_opened_are_refused(self):
        records = json.loads(json.dumps(self.records))
        records[0]["openedAt"] = records[0]["closedAt"]
        self.refuse(lines_of(records), 1, "its openedAt is not before its closedAt")

    def test_are_sorted_by_utf_16_units(self):
        right, wrong = '{"\U0001f600":1,"\ufb33":2}', '{"\ufb33":2,"\U0001f600":1}'
        self.assertEqual(recount.read_any(right), ({"\U0001f600": 1, "\ufb33": 2}, right))
        with self.assertRaises(recount.Wrong):
            recount.read_any(wrong)

    def test_are_refused_for_every_member_missing_surplus_or_of_another_form(self):
        for place in {record["kind"]: n for n, record in enumerate(self.records)}.values():
            record = json.loads(self.lines[place])
            for changed in misshapen(record):
                lines = [*self.lines[:place], make_bundle.canonical(changed) + b"\n", *self.lines[place + 1 :]]
                self.assertEqual(outcome(lines)[0], place + 1)

    def test_with_impossible_times_and_areas_are_refused(self):
        right = {recount.TIME: ["2024-02-29T23:59:59.999999+08:00", "2000-02-29T00:00:00+08:00"],
                 recount.AREA: ["0.00", "89.50", "9999999999999.99"], recount.RATIO: ["1/2", "9" * 15 + "/" + "9" * 15]}  # fmt: skip
        wrong = {
            recount.TIME: ["2023-02-29T10:00:00+08:00", "1900-02-29T10:00:00+08:00", "2023-04-31T10:00:00+08:00",
                           "2023-06-15T24:00:00+08:00", "2023-06-15T10:00:60+08:00", "2023-06-15T10:00:00Z",
                           "2023-06-15t10:00:00+08:00", "2023-06-15T10:00:00+00:00", "2023-06-15T10:00:00.5+08:00",
                           "2023-06-15T10:00:00.000000+08:00", "2023-13-01T10:00:00+08:00",
                           "２023-06-15T10:00:00+08:00", "2023-06-15T10:00:00+08:00\n"],
            recount.RATIO: ["1/" + "1" * 16, "1" * 16 + "/1", "0/1", "1/0", "01/2", "1/2\n"],
            recount.AREA: ["089.50", "89.5", "89.500", "-1.00", ".50", "89,50", "1" * 5000 + ".00", "８9.50", "89.50\n"],
        }  # fmt: skip
        for form, texts in right.items():
            self.assertEqual([text for text in texts if not form.fits(text)], [])
        for form, texts in wrong.items():
            self.assertEqual([text for text in texts if form.fits(text)], [])


def paths(value):
    """The ways to all values at any depth."""
    yield ()
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, nested in entries:
        yield from ((name, *path) for path in paths(nested))


def replaced(value, path, new):
    if not path:
        return new
    changed = value.copy()
    changed[path[0]] = replaced(value[path[0]], path[1:], new)
    return changed


def misshapen(record):
    """Copies of a record, each with one member, at any depth, that is missing, too many or of another form."""
    yield record | {"surplus": 1}
    for name, value in record.items():
        if name != "mandate":
            yield {other: kept for other, kept in record.items() if other != name}
        for other in (None, [], {}, 7.5, -1, "\x00", True, [[]]):
            if type(other) is not type(value):
                yield record | {name: other}
        if isinstance(value, dict) and name != "pack":
            for changed in misshapen(value):
                yield record | {name: changed}


class Ed25519(unittest.TestCase):
    VECTORS = (  # RFC 8032, 7.1, tests 1 to 3: the secret key, the message, the signature
        ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
         "d25bf5f0595bbe24655141438e7a100b"),
        ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
         "387b2eaeb4302aeeb00d291612bb0c00"),
        ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
         "4a7c15e9716ed28dc027beceea1ec40a"),
    )  # fmt: skip

    def test_agrees_with_the_rfc_in_the_maker_and_the_counter(self):
        for secret, message, signature in self.VECTORS:
            secret, message, signature = map(bytes.fromhex, (secret, message, signature))
            key = make_bundle.SigningKey(secret)
            self.assertEqual(key.sign(message), signature)
            self.assertTrue(recount.is_signed(message, signature, key.public))
            self.assertFalse(recount.is_signed(message + b"x", signature, key.public))

    def test_refuses_other_encodings_of_a_right_signature(self):
        key = make_bundle.SigningKey(b"k")
        signature = key.sign(b"m")
        scalar = int.from_bytes(signature[32:], "little") + recount.L
        self.assertFalse(recount.is_signed(b"m", signature[:32] + scalar.to_bytes(32, "little"), key.public))
        identity, beyond = bytes([1]) + bytes(31), (recount.P + 1).to_bytes(32, "little")
        self.assertIsNotNone(recount.decompress(identity))
        self.assertIsNone(recount.decompress(beyond))
        self.assertIsNone(recount.decompress(identity[:31] + b"\x80"), "x is 0 with its sign set")
        self.assertFalse(recount.is_signed(b"m", beyond + bytes(32), identity))
        self.assertIsNone(recount.decompress((2).to_bytes(32, "little")), "no point has this y")


class TheCommand(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        records, cls.key = bundle(2)
        cls.certificate = make_bundle.canonical(records[-1]["certificate"]) + b"\n"
        cls.bytes = b"".join(lines_of(records))
        cls.x = cls.key.jwk()["x"]
        cls.file = cls.put("bundle.jsonl", cls.bytes)

    @classmethod
    def put(cls, name, data):
        path = Path(cls.folder.name, name)
        path.write_bytes(data)
        return path

    def test_prints_the_certificate_and_nothing_else(self):
        found = run(self.file)
        self.assertEqual((found.returncode, found.stdout), (0, self.certificate))
        self.assertEqual(found.stderr.count(b"\n"), 1)
        found = run("-", "--key", self.x, stdin=self.bytes)
        self.assertEqual((found.returncode, found.stdout, found.stderr), (0, self.certificate, b""))
        found = run("--quiet", self.file)
        self.assertEqual((found.returncode, found.stdout, found.stderr), (0, b"", b""))

    def test_compares_the_key(self):
        other = make_bundle.SigningKey(b"other").jwk()
        for keys, status in (([other, self.key.jwk()], 0), ([other], 1), ([], 1)):
            found = run(self.file, "--key", self.put("keys.json", json.dumps({"keys": keys}).encode()))
            self.assertEqual(found.returncode, status, found.stderr)
        self.assertEqual(run(self.file, "--key", other["x"]).returncode, 1)

    def test_says_two_when_there_is_nothing_to_read(self):
        no_keys = self.put("no.json", b"[" * 5000)
        for arguments in ([], ["none.jsonl"], [self.folder.name], [self.file, "--other"], [self.file, "--key", "none"],
                          [self.file, "--key", no_keys], [self.file, "--key", self.file]):  # fmt: skip
            found = run(*arguments)
            self.assertEqual((found.returncode, found.stdout), (2, b""), found.stderr)
            self.assertNotIn(b"Traceback", found.stderr)

    def test_says_two_for_keys_that_are_none(self):
        for arguments in (["--key=--"], ["--key", "--"], ["--key", "/dev/zero"], ["--key", ""], ["--key", "/dev/null"]):
            found = run(*arguments, self.file)
            self.assertEqual((found.returncode, found.stdout), (2, b""), found.stderr)
            self.assertNotIn(b"Traceback", found.stderr)

    def test_prints_nothing_else_where_there_is_no_standard_error(self):
        for data, status, printed in ((self.bytes, 0, self.certificate), (self.bytes[:-1], 1, b"")):
            found = subprocess.run(["/bin/sh", "-c", 'exec "$0" "$1" - 2>&-', sys.executable, SCRIPT], input=data,
                                   stdout=subprocess.PIPE, timeout=60)  # fmt: skip
            self.assertEqual((found.returncode, found.stdout), (status, printed))

    def test_says_one_line_without_control_characters(self):
        for data in (b"", b"\x1b[2J\n", self.bytes[:-1], self.bytes + b"\n", os.urandom(5000), bytes(17 << 20),
                     self.bytes.replace(b'"kind":"assembly"', b'"kind":"assembly","\\u001b[2J\\n":1', 1)):  # fmt: skip
            found = run("-", stdin=data)
            self.assertEqual((found.returncode, found.stdout), (1, b""))
            self.assertTrue(found.stderr.startswith(b"line "), found.stderr)
            self.assertEqual(found.stderr.count(b"\n"), 1)
            self.assertTrue(found.stderr[:-1].decode().isprintable())

    def test_helps(self):
        found = run("--help")
        self.assertEqual(found.returncode, 0)
        self.assertIn(b"--key", found.stdout)


if __name__ == "__main__":
    unittest.main()
