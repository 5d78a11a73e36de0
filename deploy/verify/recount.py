#!/usr/bin/env python3
"""Counts a closed assembly of Tongti again from its bundle, written from docs/bundle.md alone, for Python 3.11.

exit status: 0 as certified, 1 a record is wrong and named, 2 the file cannot be read or the arguments are wrong
"""

import argparse
import base64
import hashlib
import json
import operator
import re
import sys
from typing import NamedTuple

LINE_LIMIT = 16 << 20  # bytes; keeps memory bounded on a file that is no bundle
NUMBER_LIMIT = 2**53
SIGNED_PREFIX = b"tongti certificate 1\n"


class Wrong(Exception):
    """What is wrong with a record: the one just read, unless `at` gives the line and the record."""

    def __init__(self, reason, at=None):
        super().__init__(reason)
        self.at = at


class Refusal(Exception):
    """The one line that names the first wrong record."""


# --- The forms of the records -----------------------------------------------------------------------------------------

class Text(NamedTuple):
    what: str
    pattern: str

    def fits(self, value):
        return isinstance(value, str) and (self is TEXT or re.fullmatch(self.pattern, value) is not None)


LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY = (
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{LEAP_YEAR}-02-29)"
)
DATE = Text("a date", DAY)
CLOCK = r"T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:\.(?!000000)[0-9]{6})?\+08:00"
TIME = Text("a time with the offset +08:00", DAY + CLOCK)
AREA = Text("an area with two decimals", r"(?:0|[1-9][0-9]{0,12})\.[0-9]{2}")
HASH = Text("64 lower-case hexadecimal digits", "[0-9a-f]{64}")
ID = Text("a lower-case UUID", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CHOICE = Text("for, against or abstain", "for|against|abstain")
CHANNEL = Text("electronic or paper", "electronic|paper")
PUBLIC_KEY = Text("32 bytes in base64url", "[A-Za-z0-9_-]{43}")
SIGNATURE = Text("64 bytes in base64url", "[A-Za-z0-9_-]{86}")
# Characters that stand for themselves in canonical JSON; a text with others is legal, but not for the fast path below.
TEXT = Text("a text", r'[^"\\\x00-\x1f]*')
RATIO = re.compile(r"([1-9][0-9]{0,15})/([1-9][0-9]{0,15})")

# The kinds in their order. A name that ends in "?" may be absent; a constant stands for itself.
FORMS = {
    "assembly": {
        "assembly": TEXT, "closedAt": TIME, "closesAt": TIME, "community": TEXT,
        "electorate": {"area": AREA, "heads": int}, "openedAt": TIME, "parkingCounts": bool, "rollHash": HASH,
        "rollPosition": int, "rulesHash": HASH, "title": TEXT, "version": 1,
    },
    "rules": {"pack": dict},
    "item": {"item": TEXT, "mandate?": object, "matter": TEXT, "title": TEXT},
    "unit": {"counts": bool, "head": ID, "record": {
        "area": AREA, "areaSource?": TEXT, "floor": TEXT, "ownerKind": TEXT, "owners": [ID], "unit": TEXT, "use": TEXT,
        "voter": ID,
    }},
    "ballot": {"acceptedAt": TIME, "area": AREA, "channel": CHANNEL, "choice": CHOICE, "head": ID, "item": TEXT,
               "receipt": ID, "unit": TEXT},
    "paper": {"choice": CHOICE, "counted": bool, "evidence": HASH, "head": ID, "item": TEXT, "recordedAt": TIME,
              "signedOn": DATE, "unit": TEXT},
    "certificate": {"certificate": dict, "signature": SIGNATURE,
                    "key": {"crv": "Ed25519", "kid": PUBLIC_KEY, "kty": "OKP", "x": PUBLIC_KEY}},
}  # fmt: skip
for kind, form in FORMS.items():
    form.update(kind=kind, chain=HASH)
KINDS = tuple(FORMS)
SINGLE_KINDS = {"assembly", "rules", "certificate"}


def require(condition, reason, *values):
    if not condition:
        raise Wrong(reason.format(*values) if values else reason)


def check_form(value, form, name):
    if isinstance(form, dict):
        require(isinstance(value, dict), f"{name} is no object")
        check_members(value, form, name + "." if name else "")
    elif isinstance(form, list):
        require(isinstance(value, list) and value, f"{name} is not a list with an entry")
        for index, entry in enumerate(value):
            check_form(entry, form[0], f"{name}[{index}]")
    elif isinstance(form, Text):
        require(form.fits(value), f"{name} is not {form.what}")
    elif form is int:
        require(type(value) is int and value >= 0, f"{name} is no whole number from 0")
    elif form is object:
        require(value is not None, f"{name} is null")
    elif isinstance(form, type):
        require(type(value) is form, f"{name} is no {'true or false' if form is bool else 'object'}")
    else:
        require(type(value) is type(form) and value == form, f"{name} is not {form}")


def check_members(record, form, prefix):
    for name, member in form.items():
        if (bare := name.removesuffix("?")) in record:
            check_form(record[bare], member, prefix + bare)
        else:
            require(bare != name, f"it misses {prefix}{name}")
    known = {name.removesuffix("?") for name in form}
    surplus = next((name for name in record if name not in known), None)
    require(surplus is None, f"{prefix}{surplus} is one member too many")


# --- Canonical JSON ---------------------------------------------------------------------------------------------------

# Keeps the order of the members, which `in_order` has checked. Python escapes texts as RFC 8785 does.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def in_order(pairs):
    names = [name.encode("utf-16-be", "surrogatepass") for name, _ in pairs]
    require(all(map(operator.lt, names, names[1:])), "its members are not sorted, or one is there twice")
    return dict(pairs)


def whole(digits):
    number = int(digits) if len(digits) <= 17 else NUMBER_LIMIT + 1
    require(abs(number) <= NUMBER_LIMIT, "it has a number beyond 2^53")
    return number


def no_float(_):
    raise Wrong("it has a number that is not whole")


hooks = {"object_pairs_hook": in_order, "parse_int": whole, "parse_float": no_float, "parse_constant": no_float}
decode = json.JSONDecoder(**hooks).decode


def sorted_object(**members):
    return dict(sorted(members.items()))


def line_pattern(kind):
    """Fits only canonical lines of the right form, so that a line it fits needs no parser: most lines are ballots."""

    def raw(name, form):
        if form is bool:
            return f'"{name}":(?P<{name}>true|false)'
        return f'"{name}":"(?P<{name}>{form.pattern if isinstance(form, Text) else form})"'

    return re.compile("{" + ",".join(raw(*member) for member in sorted(FORMS[kind].items())) + "}")


FAST_PATTERNS = (line_pattern("ballot"), line_pattern("paper"))


def read_fast(text):
    """As `read_any`, or None."""
    for pattern in FAST_PATTERNS:
        if match := pattern.fullmatch(text):
            record = match.groupdict()
            if "counted" in record:
                record["counted"] = record["counted"] == "true"
            start, end = match.span("chain")
            return record, text[: start - len('"chain":"')] + text[end + len('",') :]
    return None


def read_any(text):
    """The record of a line, and its canonical text without its chain."""
    try:
        record = decode(text)
    except json.JSONDecodeError as error:
        raise Wrong(f"it is not JSON: {error.msg} at character {error.pos + 1}") from None
    require(encode(record) == text, "it is not in canonical form")
    require(isinstance(record, dict), "it is no object")
    return record, encode({name: value for name, value in record.items() if name != "chain"})


def text_of(line):
    require(line.endswith(b"\n"), "it has no LF at its end" if len(line) <= LINE_LIMIT else "it is longer than 16 MiB")
    try:
        return line[:-1].decode("utf-8")
    except UnicodeDecodeError:
        raise Wrong("it is not UTF-8") from None


# --- Ed25519, RFC 8032 ------------------------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def decompress(data):
    """The point in extended coordinates, or None where the bytes are no point or not its only encoding."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * ROOT_OF_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


def compress(point):
    x, y, z, _ = point
    inverse = pow(z, -1, P)
    return (y * inverse % P | (x * inverse % P & 1) << 255).to_bytes(32, "little")


def add(p, q):
    a = (p[1] - p[0]) * (q[1] - q[0])
    b = (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


BASE = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(message, signature, key):
    point, r, s = decompress(key), signature[:32], int.from_bytes(signature[32:], "little")
    if point is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    x, y, z, t = multiply(k, point)
    return compress(add(multiply(s, BASE), (P - x, y, z, P - t))) == r


def from_base64url(text):
    """The bytes, or None where the text is not their only encoding without padding."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return data if to_base64url(data) == text else None


def to_base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


# --- The rules --------------------------------------------------------------------------------------------------------

class Threshold:
    def __init__(self, rule, name):
        require(isinstance(rule, dict), f"its pack has no {name}")
        ratio, self.comparison = rule.get("ratio"), rule.get("comparison")
        fits = RATIO.fullmatch(ratio) if isinstance(ratio, str) else None
        require(fits, f"{name}.ratio is no ratio of two whole numbers from 1")
        self.part, self.whole = int(fits[1]), int(fits[2])
        require(self.part <= self.whole, f"{name}.ratio is more than the whole")
        require(self.comparison in ("atLeast", "moreThan"), f"{name}.comparison is neither atLeast nor moreThan")

    def is_reached(self, part, whole):
        reaches = operator.ge if self.comparison == "atLeast" else operator.gt
        return all(reaches(p * self.whole, w * self.part) for p, w in zip(part, whole))


# --- The count --------------------------------------------------------------------------------------------------------

def hundredths(area):
    return int(area.replace(".", ""))


def square_metres(area):
    return f"{area // 100}.{area % 100:02}"


def size(area, heads):
    return {"area": square_metres(area), "heads": heads}


class Item:
    def __init__(self, position, record, threshold):
        self.position = position
        self.threshold = threshold
        self.about = {name: record[name] for name in ("item", "mandate", "matter", "title") if name in record}
        self.tally = {"for": (0, 0), "against": (0, 0), "abstain": (0, 0)}
        self.accepted = {}  # by head

    def result(self, electorate, participation):
        took_part = tuple(map(sum, zip(*self.tally.values())))
        outcome = "passed" if self.threshold.is_reached(self.tally["for"], took_part) else "rejected"
        if took_part[1] == 0 or not participation.is_reached(took_part, electorate):
            outcome = "notQuorate"
        names = {"for": "inFavour", "against": "against", "abstain": "abstained"}
        sides = {names[choice]: size(*counted) for choice, counted in self.tally.items()}
        return sorted_object(**sides, electorate=size(*electorate), outcome=outcome)


class Count:
    """What the records read so far say, as far as later ones have to agree with it."""

    def __init__(self, known_keys):
        self.known_keys = known_keys
        self.line = 0
        self.stage = -1  # the place in KINDS of the record before
        self.chain = bytes(32)
        self.items = {}
        self.unit_count = self.ballot_count = self.paper_count = 0
        self.roll_hash = hashlib.sha256()
        self.units = {}  # code: head and whether it counts
        self.head_areas = {}  # of the units that count
        self.head_owners, self.owner_heads = {}, {}
        self.receipts = set()
        self.last_ballot = self.last_paper = ()
        self.unsourced = {}  # ballots on paper whose paper was not read yet, by item and head

    def take(self, record, bare):
        chain = hashlib.sha256(self.chain + bare.encode()).digest()
        require(chain.hex() == record["chain"], "its chain does not follow from the record before")
        self.enter(record["kind"])
        getattr(self, "take_" + record["kind"])(record)
        self.chain = chain

    def enter(self, kind):
        target = KINDS.index(kind)
        if target == self.stage and kind not in SINGLE_KINDS:
            return
        require(target > self.stage, f"it cannot stand after the {KINDS[self.stage]} before it")
        missing = next((passed for passed in KINDS[self.stage + 1 : target] if passed in SINGLE_KINDS), None)
        require(missing is None, f"the {missing} has to stand before it")
        for passed in KINDS[max(self.stage, 0) : target]:
            if passed == "unit":
                self.finish_roll()
            elif passed == "paper":
                self.finish_papers()
        self.stage = target

    def take_assembly(self, record):
        require(record["openedAt"] < record["closedAt"], "its openedAt is not before its closedAt")
        self.assembly = record

    def take_rules(self, record):
        pack = record["pack"]
        pack_hash = hashlib.sha256(encode(pack).encode()).hexdigest()
        require(pack_hash == self.assembly["rulesHash"], "its pack is not that of the assembly's rulesHash")
        for name, known in (("duplicates", "firstCounts"), ("silentBallots", "off")):
            policy = pack[name].get("policy") if isinstance(pack.get(name), dict) else None
            require(policy == known, f"{name}.policy is {encode(policy)}; only {known} can be counted")
        self.participation = Threshold(pack.get("participation"), "participation")
        require(isinstance(pack.get("approval"), dict), "its pack has no approval")
        self.approval = {matter: Threshold(rule, f"approval.{matter}") for matter, rule in pack["approval"].items()}

    def take_item(self, record):
        code, matter = record["item"], record["matter"]
        require(code not in self.items, "an item before it has its code")
        require(matter in self.approval, f"the rules have no approval for its matter {matter}")
        self.items[code] = Item(len(self.items), record, self.approval[matter])

    def take_unit(self, record):
        unit, head, counts = record["record"], record["head"], record["counts"]
        require(unit["unit"] not in self.units, "a unit before it has its code")
        owners = frozenset(unit["owners"])
        require(len(owners) == len(unit["owners"]), "it names an owner twice")
        require(self.head_owners.setdefault(head, owners) == owners, f"head {head} has other owners before it")
        require(self.owner_heads.setdefault(owners, head) == head, f"its owners are another head before it, not {head}")
        may_count = self.assembly["parkingCounts"] or unit["use"] != "parking"
        require(counts == may_count, f"its counts is {encode(counts)}, its use and parkingCounts say otherwise")
        if counts:
            self.head_areas[head] = self.head_areas.get(head, 0) + hundredths(unit["area"])
        self.units[unit["unit"]] = (head, counts)
        self.roll_hash.update(((b"," if self.unit_count else b"[") + encode(unit).encode()))
        self.unit_count += 1

    def finish_roll(self):
        self.roll_hash.update(b"]" if self.unit_count else b"[]")
        self.electorate = (sum(self.head_areas.values()), len(self.head_areas))
        self.head_owners = self.owner_heads = None
        said, at = self.assembly, (1, self.assembly)
        if self.roll_hash.hexdigest() != said["rollHash"]:
            raise Wrong("its rollHash is not that of the units", at)
        if (counted := size(*self.electorate)) != said["electorate"]:
            raise Wrong(f"its electorate is {encode(said['electorate'])}, the units say {encode(counted)}", at)

    def item_of(self, record):
        item = self.items.get(record["item"])
        require(item is not None, "the agenda has no such item")
        return item

    def check_unit(self, record):
        head, counts = self.units.get(record["unit"], (None, False))
        require(head is not None, "the roll has no unit {}", record["unit"])
        require(head == record["head"], "its unit {} is one of head {}", record["unit"], head)
        require(counts, "its unit {} does not count", record["unit"])

    def check_time(self, record, name):
        require(self.assembly["openedAt"] <= record[name], "its {} is before openedAt", name)
        require(record[name] < self.assembly["closesAt"], "its {} is not before closesAt", name)
        require(record[name] <= self.assembly["closedAt"], "its {} is after closedAt", name)

    def take_ballot(self, record):
        item, head, at = self.item_of(record), record["head"], record["acceptedAt"]
        place = (item.position, head)
        require(place != self.last_ballot, "it is the second of its head on its item")
        require(place > self.last_ballot, "it has to stand before the ballot before it")
        self.check_unit(record)
        area = square_metres(self.head_areas[head])
        require(record["area"] == area, "its area is {}, the roll says {}", record["area"], area)
        self.check_time(record, "acceptedAt")
        receipt = bytes.fromhex(record["receipt"].replace("-", ""))
        require(receipt not in self.receipts, "a ballot before it has its receipt")
        self.receipts.add(receipt)
        if record["channel"] == "paper":
            self.unsourced[record["item"], head] = (self.line, at, sys.intern(record["choice"]), record["unit"])
        counted_area, heads = item.tally[record["choice"]]
        item.tally[record["choice"]] = (counted_area + self.head_areas[head], heads + 1)
        item.accepted[self.units[record["unit"]][0]] = at  # the roll's copy of the head's name spares memory
        self.last_ballot = place
        self.ballot_count += 1

    def take_paper(self, record):
        item, head = self.item_of(record), record["head"]
        place = (item.position, record["unit"], record["evidence"])  # texts are in the order of their UTF-8 bytes
        require(place != self.last_paper, "it repeats the paper before it")
        require(place > self.last_paper, "it has to stand before the paper before it")
        self.check_unit(record)
        self.check_time(record, "recordedAt")
        accepted = item.accepted.get(head)
        require(accepted is not None, "there is no ballot of its head on its item")
        if record["counted"]:
            self.find_source(record)
        else:
            require(accepted <= record["recordedAt"], "it is not counted, and came before the ballot of its head")
        self.last_paper = place
        self.paper_count += 1

    def find_source(self, paper):
        place = (paper["item"], paper["head"])
        require(place in self.unsourced, "the ballot of its head is not on paper, or has its paper already")
        line, *said = self.unsourced.pop(place)
        for name, ballot in zip(("recordedAt", "choice", "unit"), said):
            require(ballot == paper[name], "its {} is {}, of its ballot in line {} {}", name, paper[name], line, ballot)

    def finish_papers(self):
        for (item, head), (line, *_) in self.unsourced.items():
            raise Wrong("no paper is its source", (line, {"kind": "ballot", "item": item, "head": head}))

    def expected_certificate(self):
        copied = {name: self.assembly[name] for name in self.assembly if name not in ("kind", "chain", "parkingCounts")}
        counts = {"units": self.unit_count, "ballots": self.ballot_count, "papers": self.paper_count}
        results = [(item.about, item.result(self.electorate, self.participation)) for item in self.items.values()]
        items = [sorted_object(**about, result=result) for about, result in results]
        return sorted_object(**copied, **counts, items=items, records=self.chain.hex())

    def take_certificate(self, record):
        given, expected = record["certificate"], self.expected_certificate()
        self.certificate = encode(expected).encode()
        if encode(given) != encode(expected):
            raise Wrong(difference(given, expected))
        self.check_signature(record)

    def check_signature(self, record):
        x = record["key"]["x"]
        key, signature = from_base64url(x), from_base64url(record["signature"])
        require(key is not None, "its key.x is not the encoding of 32 bytes")
        require(signature is not None, "its signature is not the encoding of 64 bytes")
        thumbprint = hashlib.sha256(encode({"crv": "Ed25519", "kty": "OKP", "x": x}).encode()).digest()
        require(record["key"]["kid"] == to_base64url(thumbprint), "its key.kid is not the thumbprint of its key")
        require(is_signed(SIGNED_PREFIX + self.certificate, signature, key), "its signature does not fit")
        require(self.known_keys is None or x in self.known_keys, f"its key {x} is not among the keys given")


def difference(given, expected, path="certificate"):
    """Where the two first differ, in words."""
    if isinstance(given, dict) and isinstance(expected, dict) and given.keys() == expected.keys():
        pairs = [(given[name], expected[name], f"{path}.{name}") for name in expected]
    elif isinstance(given, list) and isinstance(expected, list) and len(given) == len(expected):
        pairs = [(*pair, f"{path}[{index}]") for index, pair in enumerate(zip(given, expected))]
    else:
        return f"its {path} is {encode(given):.200}, counted was {encode(expected):.200}"
    return next(difference(*pair) for pair in pairs if encode(pair[0]) != encode(pair[1]))


ABOUT = {
    "assembly": "assembly {assembly}", "item": "item {item}", "unit": "unit {unit}",
    "ballot": "ballot on item {item} of head {head}", "paper": "paper on item {item} for unit {unit}",
}  # fmt: skip


def describe(record):
    """What a record is about, as far as it says so."""
    if not isinstance(record, dict) or record.get("kind") not in KINDS:
        return "no record"
    nested = record.get("record")
    members = record | nested if isinstance(nested, dict) else record
    names = {name: members.get(name) for name in ("assembly", "item", "head", "unit")}
    known = {name: value if isinstance(value, str) else "?" for name, value in names.items()}
    return ABOUT.get(record["kind"], record["kind"]).format_map(known)


def recount(stream, known_keys=None):
    """The canonical bytes of the certificate. Raises a `Refusal` where a record of the bundle is wrong."""
    count = Count(known_keys)
    while line := stream.readline(LINE_LIMIT + 1):
        count.line += 1
        record = None
        try:
            text = text_of(line)
            if fast := read_fast(text):
                record, bare = fast
            else:
                record, bare = read_any(text)
                require(record.get("kind") in KINDS, "its kind is none of a bundle's")
                check_form(record, FORMS[record["kind"]], "")
            count.take(record, bare)
        except (RecursionError, MemoryError):
            raise Refusal(f"line {count.line}: no record: it is nested too deeply, or too large") from None
        except Wrong as wrong:
            number, record = wrong.at or (count.line, record)
            raise Refusal(f"line {number}: {describe(record)}: {wrong}") from None
    if count.stage < len(KINDS) - 1:
        raise Refusal(f"line {count.line + 1}: no record: the bundle ends before its certificate")
    return count.certificate


# --- The command ------------------------------------------------------------------------------------------------------

def known_keys(argument):
    """The public keys that `--key` gives, in base64url."""
    if argument is None:
        return None
    if PUBLIC_KEY.fits(argument):
        return {argument}
    with open(argument, "rb") as file:
        document = json.loads(file.read(LINE_LIMIT))
    entries = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(entries, list):
        raise ValueError(f"{argument} is no JWK set")
    keys = [entry for entry in entries if isinstance(entry, dict) and entry.get("crv") == "Ed25519"]
    return {entry["x"] for entry in keys if isinstance(entry.get("x"), str)}


def say(text):
    """One line, whatever the bundle put into it."""
    printable = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:600])
    print(printable.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", help="the bundle's file, - for the standard input")
    parser.add_argument("--key", help="a public key in base64url, or a file with a JWK set: the signer's must be there")
    parser.add_argument("--quiet", action="store_true", help="print neither the certificate nor the note on its key")
    words = sys.argv[1:]
    if "--key" in words[:-1]:  # a key may begin with "-", which argparse takes for an option
        at = words.index("--key")
        words[at : at + 2] = [f"--key={words[at + 1]}"]
    return parser.parse_args(words)


def main():
    options = arguments()
    try:
        keys = known_keys(options.key)
        with open(0 if options.bundle == "-" else options.bundle, "rb") as stream:
            certificate = recount(stream, keys)
        if not options.quiet:
            with open(1, "wb", closefd=False) as output:
                output.write(certificate + b"\n")
    except Refusal as refusal:
        say(str(refusal))
        return 1
    except (OSError, ValueError, RecursionError) as error:
        say(f"recount.py: {error}")
        return 2
    if keys is None and not options.quiet:
        say("note: whose key signed was not compared; --key does that")
    return 0


if __name__ == "__main__":
    sys.exit(main())
