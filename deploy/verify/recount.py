#!/usr/bin/env python3
"""Counts a closed assembly of Tongti again from its bundle, written from docs/bundle.md alone, for Python 3.11.

exit status: 0 as certified, 1 a record is wrong and named, 2 the file cannot be read or the arguments are wrong
"""

import argparse, base64, hashlib, itertools, json, operator, re, sys
from collections import Counter, defaultdict
from fractions import Fraction
from typing import NamedTuple

LINE_LIMIT, MIDNIGHT = 16 << 20, "T00:00:00+08:00"  # bytes; it keeps memory bounded on a file that is no bundle

class Wrong(Exception):
    """What is wrong with a record; its line and the record follow where it is not the one just read."""

def require(condition, reason, *values):
    if not condition:
        raise Wrong(reason.format(*values) if values else reason)

# --- The forms of the records -----------------------------------------------------------------------------------------
class Text(NamedTuple):
    what: str
    pattern: str

    def fits(self, value):
        return isinstance(value, str) and (self is TEXT or re.fullmatch(self.pattern, value) is not None)

LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
DAY = ("(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
       f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{LEAP_YEAR}-02-29)")
DATE = Text("a date", DAY)
CLOCK = r"T(?:[01][0-9]|2[0-3])(?::[0-5][0-9]){2}(?:\.(?!000000)[0-9]{6})?\+08:00"
TIME = Text("a time with the offset +08:00", DAY + CLOCK)
AREA = Text("an area with two decimals", r"(?:0|[1-9][0-9]{0,12})\.[0-9]{2}")
HASH = Text("64 lower-case hexadecimal digits", "[0-9a-f]{64}")
BLIND = Text("32 lower-case hexadecimal digits", "[0-9a-f]{32}")
ID = Text("a lower-case UUID", "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# The last character is one of those that leave no bits over.
PUBLIC_KEY = Text("32 bytes in base64url", "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]")
SIGNATURE = Text("64 bytes in base64url", "[A-Za-z0-9_-]{85}[AQgw]")
# Characters that stand for themselves in canonical JSON; a text with others is legal, but not for the fast path below.
TEXT = Text("a text", r'[^"\\\x00-\x1f]*')
RATIO = Text("a ratio of two whole numbers from 1", "[1-9][0-9]{0,14}/[1-9][0-9]{0,14}")
COUNT = Text("a whole number", "0|[1-9][0-9]{0,14}")
SIDES = ("for", "against", "abstain")
# What a ballot may say on an item of each form that is no resolution; on one of an election also candidates.
WORDS = {"election": SIDES[2:], "petition": SIDES[:1], "endorsement": SIDES, "survey": SIDES, "showOfHands": ()}
# Of a rule pack, as far as they are no thresholds: the member that counts of each, its form, and what it is if missing.
SETTINGS = {"duplicates": ("policy", ("firstCounts",), None), "proxyLimit": ("value", COUNT, "0"),
            "buildingSeats": ("value", ("ownOnly", "ownFirst"), "ownOnly"),
            "excessPapers": ("value", ("void", "voidIfComplete"), "void"), "voteChange": ("value", ("no", "yes"), "no"),
            "followedMajority": ("value", ("areaAndHeads", "area", "heads"), "areaAndHeads"),
            "silentBallots": ("policy", ("off", "majority", "inFavour", "abstain", "followOption"), None)}
PROXY = {"authority": HASH, "holder": ID}
CANDIDATE = {"building?": TEXT, "candidate": TEXT, "nominated?": ("party", "residentsCommittee", "self", "joint"),
             "owner?": ID, "supporters?": int}
ELECTION = {"alternates": int, "candidates": [CANDIDATE], "least": int, "ranking": ("shares", "area", "heads"),
            "seats": int, "seatsByBuilding?": [{"building": TEXT, "seats": int}]}
# The kinds in their order. A name that ends in "?" may be absent, of a tuple it is one, a constant stands for itself.
FORMS = {
    "assembly": {"assembly": TEXT, "closedAt": TIME, "closesAt": TIME, "community": TEXT, "openedAt": TIME,
                 "electorate": {"area": AREA, "heads": int}, "form?": ("meeting", "written", "electronic", "mixed"),
                 "papersUntil?": TIME, "parkingCounts": bool, "rollHash": HASH, "rollPosition": int, "rulesHash": HASH,
                 "scope?": {"buildings?": [TEXT], "entrances?": [TEXT]}, "title": TEXT, "version": (2, 3, 4, 5)},
    "rules": {"pack": dict},
    "item": {"alsoMatters?": [TEXT], "election?": ELECTION, "form?": tuple(WORDS), "group?": TEXT, "item": TEXT,
             "mandate?": dict, "matter": TEXT, "share?": RATIO, "title": TEXT},
    "unit": {"counts": bool, "head": ID, "record": {"area": AREA, "areaSource?": TEXT, "floor": TEXT, "ownerKind": TEXT,
                                                    "owners": [ID], "unit": TEXT, "use": TEXT, "voter": ID}},
    "delivery": {"deliveredOn?": DATE, "evidence?": HASH, "papers": int, "unit": TEXT, "warned": bool,
                 "method": ("inPerson", "post", "electronic", "announcement")},
    "import": {"basis": TEXT, "evidence": HASH, "importedAt": TIME, "platform": TEXT},
    "ballot": {"acceptedAt": TIME, "area": AREA, "channel": ("electronic", "paper", "imported"), "choice": TEXT,
               "evidence?": HASH, "head": ID, "item": TEXT, "proxy?": PROXY, "receipt": ID,
               "replaces?": [{"acceptedAt": TIME, "choice": TEXT, "receipt": ID}], "unit": TEXT},
    "paper": {"choice?": TEXT, "counted": bool, "evidence": HASH, "head": ID, "item": TEXT, "proxy?": PROXY,
              "invalid?": ("unsigned", "overVoted", "unclear", "altered", "notAuthorised"), "recordedAt": TIME,
              "signedOn": DATE, "unit": TEXT},
    "show": {"abstained": int, "against": int, "evidence": HASH, "inFavour": int, "item": TEXT, "recordedAt": TIME,
             "witness": ID},
    "certificate": {"certificate": dict, "signature": SIGNATURE,
                    "key": {"crv": "Ed25519", "kid": PUBLIC_KEY, "kty": "OKP", "x": PUBLIC_KEY}}}  # fmt: skip
FORMS = {kind: form | {"kind": kind, "blind": BLIND, "chain": HASH} for kind, form in FORMS.items()}
KINDS, SINGLE_KINDS = tuple(FORMS), {"assembly", "rules", "certificate"}
OWN = {"kind", "blind", "chain", "parkingCounts"}  # no certificate says them
TYPES = {bool: "true or false", dict: "an object", int: "a whole number from 0"}

def check_form(value, form, name):
    if isinstance(form, dict):
        require(isinstance(value, dict), f"{name} is no object")
        prefix, bare = name + "." if name else "", {member.removesuffix("?"): member for member in form}
        for member, marked in bare.items():
            require(member in value or member != marked, f"it misses {prefix}{member}")
            if member in value:
                check_form(value[member], form[marked], prefix + member)
        surplus = next((member for member in value if member not in bare), None)
        require(surplus is None, f"{prefix}{surplus} is one member too many")
    elif isinstance(form, list):
        require(isinstance(value, list) and value, f"{name} is not a list with an entry")
        for index, entry in enumerate(value):
            check_form(entry, form[0], f"{name}[{index}]")
    elif isinstance(form, Text):
        require(form.fits(value), f"{name} is not {form.what}")
    elif isinstance(form, tuple):
        require(value in form, f"{name} is none of {', '.join(map(str, form))}")
    else:
        fits = type(value) is form if isinstance(form, type) else (type(value), value) == (type(form), form)
        require(fits and (form is not int or value >= 0), f"{name} is not {TYPES.get(form, form)}")

# --- Canonical JSON ---------------------------------------------------------------------------------------------------
# Keeps the order of the members, which `in_order` has checked. Python escapes texts as RFC 8785 does.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

def in_order(pairs):
    names = [name.encode("utf-16-be", "surrogatepass") for name, _ in pairs]
    require(all(map(operator.lt, names, names[1:])), "its members are not sorted, or one is there twice")
    return dict(pairs)

def whole(digits):
    require(digits[0] != "-" and len(digits) <= 16 and int(digits) <= 2**53, "it has a number below 0 or beyond 2^53")
    return int(digits)

broken = dict.fromkeys(("parse_float", "parse_constant"), lambda _: require(False, "it has a number that is not whole"))
decode = json.JSONDecoder(object_pairs_hook=in_order, parse_int=whole, **broken).decode

def line_pattern(kind):
    """Fits only canonical lines of the right form, so that a line it fits needs no parser: most lines are ballots."""
    def raw(name, form):
        if isinstance(form, (dict, list)):
            return ""  # may be absent, and only the parser reads it
        bare, texts = name.removesuffix("?"), "|".join(form) if type(form) is tuple else getattr(form, "pattern", form)
        value = f"(?P<{bare}>true|false)" if form is bool else f'"(?P<{bare}>{texts})"'
        return f'(?:"{bare}":{value},)' + ("?" if bare != name else "")
    return re.compile("{" + "".join(raw(*member) for member in sorted(FORMS[kind].items())).removesuffix(",)") + ")}")

BALLOT, PAPER = line_pattern("ballot"), line_pattern("paper")

def read_fast(text):
    """As `read_any`, or None."""
    if not (match := BALLOT.fullmatch(text) or PAPER.fullmatch(text)):
        return None
    members, start, end = match.groupdict(), match.start("blind"), match.end("chain")
    said = [(name, value) for name, value in members.items() if value is not None]
    record = {name: value == "true" if name == "counted" else value for name, value in said}
    return record, text[: start - len('"blind":"')] + text[end + len('",') :]

def read_any(text):
    """The record of a line, and its canonical text without its blind and chain."""
    record = decode(text)
    require(encode(record) == text, "it is not in canonical form")
    require(isinstance(record, dict), "it is no object")
    return record, encode({name: value for name, value in record.items() if name not in ("blind", "chain")})

# --- Ed25519, RFC 8032 ------------------------------------------------------------------------------------------------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

def decompress(data):
    """The point in extended coordinates, or None where the bytes are no point or not its only encoding."""
    sign, y = divmod(int.from_bytes(data, "little"), 2**255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P

def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]), (p[1] + p[0]) * (q[1] + q[0])
    c, d = 2 * D * p[3] * q[3], 2 * p[2] * q[2]
    e, f, g, h = (b - a) % P, (d - c) % P, (d + c) % P, (b + a) % P
    return e * f % P, g * h % P, f * g % P, e * h % P

def is_signed(message, signature, key):
    point, r, s = decompress(key), signature[:32], int.from_bytes(signature[32:], "little")
    if point is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
    base, minus = decompress((4 * pow(5, -1, P) % P).to_bytes(32, "little")), (P - point[0], *point[1:3], P - point[3])
    found = (0, 1, 1, 0)  # becomes s base - k point
    for place in reversed(range(253)):
        found = add(found, found)
        for scalar, summand in ((s, base), (k, minus)):
            found = add(found, summand) if scalar >> place & 1 else found
    x, y = (number * pow(found[2], -1, P) % P for number in found[:2])
    return (y | (x & 1) << 255).to_bytes(32, "little") == r

# --- The count of an item ---------------------------------------------------------------------------------------------
class Weight(NamedTuple):
    area: int = 0  # in hundredths of a square metre
    heads: int = 0

    def plus(self, other):
        return Weight(self.area + other.area, self.heads + other.heads)

    def shares(self, whole):
        """The share of the area and that of the heads together, multiplied by both wholes."""
        return self.area * whole.heads + self.heads * whole.area

    def written(self):
        return {"area": f"{self.area // 100}.{self.area % 100:02}", "heads": self.heads}

def threshold(rule, name):
    """A ratio, and whether it has to be exceeded: of two the greater is the stricter."""
    require(isinstance(rule, dict), f"its pack has no {name}")
    check_form(rule.get("ratio"), RATIO, f"{name}.ratio")
    check_form(rule.get("comparison"), ("atLeast", "moreThan"), f"{name}.comparison")
    require(Fraction(rule["ratio"]) <= 1, f"{name}.ratio is more than the whole")
    return Fraction(rule["ratio"]), rule["comparison"] == "moreThan"

def reaches(threshold, part, whole):
    limit, more_than = threshold
    return all(p > limit * w or p == limit * w and not more_than for p, w in zip(part, whole))

class Item:
    def __init__(self, position, record, strictest, rules):
        self.position, self.strictest, self.code = position, strictest, record["item"]
        self.about = {name: value for name, value in record.items() if name not in OWN}
        self.form, self.group = record.get("form", "resolution"), record.get("group")
        require(self.group is None or self.form == "resolution", "it has group and is no resolution")
        for name, form in (("election", "election"), ("share", "petition")):
            require((name in record) == (self.form == form), f"it has {name} and is no {form}, or the reverse")
        self.share = threshold({"comparison": "atLeast", "ratio": record.get("share", "1/1")}, "share")
        self.election = record.get("election", {"candidates": [], "least": 1, "seats": 1})
        codes = [entry["candidate"] for entry in self.election["candidates"]]
        self.candidates = {code: place for place, code in enumerate(codes)}
        is_odd = len(self.candidates) < len(codes) or any(code in (*SIDES, "follow") or "+" in code for code in codes)
        require(not is_odd, "two of its candidates have the same code, or one has that of another choice or a +")
        self.homes = {entry["candidate"]: entry.get("building") for entry in self.election["candidates"]}
        allotted = self.election.get("seatsByBuilding", [{"building": None, "seats": self.election["seats"]}])
        self.seats = {entry["building"]: entry["seats"] for entry in allotted}
        require(self.election["least"] and all(self.seats.values()), "its least or its seats is 0")
        fits = (len(self.seats), sum(self.seats.values())) == (len(allotted), self.election["seats"])
        require(fits and {*self.homes.values()} <= {*self.seats}, "its buildings do not fit its seats or candidates")
        self.words = WORDS.get(self.form, SIDES + ("follow",) * (rules["silentBallots"] == "followOption"))
        self.tally = dict.fromkeys((*SIDES, "follow", *codes), Weight())  # in an election "for" are all with candidates
        self.accepted, self.spoiled, self.papers = {}, set(), 0  # first times by head; heads with an invalid paper

    def allows(self, choice):
        places = () if choice in self.words else [self.candidates.get(code, -1) for code in choice.split("+")]
        return all(map(operator.lt, [-1, *places], places)) and len(places) <= self.election["seats"]

    def add(self, choice, weight):
        for word in (choice,) if choice in self.words else ("for", *choice.split("+")):
            self.tally[word] = self.tally[word].plus(weight)

    def result(self, count):
        sides, silent, result = [self.tally[choice] for choice in SIDES], Weight(), {"outcome": "noted"}
        if self.form == "resolution":
            by = {"area": slice(0, 1), "heads": slice(1, 2)}.get(count.rules["followedMajority"], slice(2))
            ahead = (all(map(leads, sides[0][by], sides[1][by])) for leads in (operator.gt, operator.lt))
            majority = [*ahead, True].index(True)
            sides[majority] = sides[majority].plus(self.tally["follow"])
            joined = {"majority": majority, "inFavour": 0, "abstain": 2}.get(count.rules["silentBallots"])
            if joined is not None:
                silent = count.weigh(count.warned - self.accepted.keys() - self.spoiled)
                sides[joined] = sides[joined].plus(silent)
        self.in_favour, took_part = sides[0], sides[0].plus(sides[1]).plus(sides[2])
        quorate = took_part.heads > 0 and reaches(count.participation, took_part, count.electorate)
        if self.form == "election":
            result = self.elect(count, took_part, quorate)
        elif self.form == "resolution":
            passes = reaches(self.strictest, sides[0], took_part)
            result["outcome"] = "notQuorate" if not quorate else "passed" if passes else "rejected"
        elif self.form == "petition":
            result["outcome"] = "passed" if reaches(self.share, sides[0][1:], count.electorate[1:]) else "rejected"
        apart = {"silent": silent, "returnedInvalid": count.weigh(self.spoiled - self.accepted.keys())}
        always = zip(("inFavour", "against", "abstained", "electorate"), (*sides, count.electorate))
        weights = dict(always) | {name: weight for name, weight in apart.items() if weight.heads}
        return dict(sorted((result | {name: weight.written() for name, weight in weights.items()}).items()))

    def elect(self, count, voters, quorate):
        def rank(code):
            votes = self.tally[code]
            worth = {"shares": votes.shares(voters), "area": votes.area, "heads": votes.heads}
            return -worth[self.election["ranking"]], -votes.area, count.lot(self.code, code)
        ranked, seats = sorted(self.candidates, key=rank), self.election["seats"]
        whole = sum(counts for _, counts in count.units.values()) if count.rules["excessPapers"] != "void" else 1
        void = self.papers > count.issued and count.counts["delivery"] >= whole
        able = [code for code in ranked if quorate and not void and reaches(self.strictest, self.tally[code], voters)]
        places = defaultdict(itertools.count)  # by building the places of its candidates among each other
        elected = {code for code in able if next(places[self.homes[code]]) < self.seats[self.homes[code]]}
        others = [code for code in able if code not in elected]
        more = seats - len(elected) if count.rules["buildingSeats"] == "ownFirst" else 0
        others, alternates = set(others[more:]), others[more:][: self.election["alternates"]]
        elected = [code for code in able if code not in others]
        enough = len(elected) == seats or len(elected) >= self.election["least"] and 2 * len(elected) > seats
        outcome = "void" if void else "notQuorate" if not quorate else "passed" if enough else "rejected"
        votes = [{"candidate": code, "votes": self.tally[code].written()} for code in ranked]
        return {"election": {"alternates": alternates, "candidates": votes, "elected": elected}, "outcome": outcome}

# --- The count of an assembly -----------------------------------------------------------------------------------------
class Count:
    """What the records read so far say, as far as later ones have to agree with it."""

    def __init__(self, known_keys):
        self.known_keys, self.line, self.stage = known_keys, 0, -1  # of the record before, the last as a place in KINDS
        self.chain, self.roll_hash = bytes(32), hashlib.sha256()
        self.counts, self.places = Counter(), {}  # by kind how many records, and the place of the last
        self.units, self.head_areas = {}, {}  # by code a head and whether it counts; by head the area that counts
        self.items, self.imports, self.head_owners, self.owner_heads = {}, {}, {}, {}
        self.warned, self.issued, self.rules = set(), 0, {}  # heads that know what silence means; papers handed out
        self.receipts, self.principals = set(), {}  # the latter are heads by the holder of their proxies
        self.unsourced = {}  # ballots on paper whose paper was not read yet, by item and head

    def take(self, record, bare):
        kind, digest = record["kind"], hashlib.sha256(bytes.fromhex(record["blind"]) + bare.encode()).digest()
        chain = hashlib.sha256(self.chain + digest).digest()
        require(chain.hex() == record["chain"], "its chain does not follow from the record before")
        if KINDS.index(kind) != self.stage or kind in SINGLE_KINDS:
            self.enter(KINDS.index(kind))
        getattr(self, "take_" + kind)(record)
        self.counts[kind] += 1
        self.chain = chain

    def enter(self, target):
        require(target > self.stage, f"it cannot stand after the {KINDS[self.stage]} before it")
        missing = next((passed for passed in KINDS[self.stage + 1 : target] if passed in {*SINGLE_KINDS, "item"}), None)
        require(missing is None, f"the {missing} has to stand before it")
        if self.stage <= KINDS.index("unit") < target:
            self.finish_roll()
        for (item, head), (line, _) in self.unsourced.items() if target > KINDS.index("paper") else ():
            raise Wrong("no paper is its source", line, {"kind": "ballot", "item": item, "head": head})
        self.stage = target

    def take_assembly(self, record):
        require(record["openedAt"] < record["closedAt"], "its openedAt is not before its closedAt")
        self.ends = {"papersUntil": record["closesAt"]} | record
        require(self.ends["papersUntil"] >= record["closesAt"], "its papersUntil is before its closesAt")
        (places, *others) = record.get("scope", {"buildings": []}).values() or [[], []]
        self.scope = {place + "-" for place in places} or {""}  # how the codes of units begin that may count
        self.sizes, fits = {*map(len, self.scope)}, not others and (not places or len(self.scope) == len(places))
        require(fits, "its scope is not either buildings or entrances, or names a place twice")
        # A day that begins with closesAt comes after the voting; up to version 4 it was the voting's last.
        self.days_end = record["closesAt"] if record["version"] > 4 else record["closesAt"][:10] + "U"
        self.assembly = record

    def take_rules(self, record):
        pack, parameters = record["pack"], record["pack"].get("parameters", {})
        pack_hash = hashlib.sha256(encode(pack).encode()).hexdigest()
        require(pack_hash == self.assembly["rulesHash"], "its pack is not that of the assembly's rulesHash")
        require(isinstance(parameters, dict), "its parameters are no object")
        for name, (member, form, default) in sorted(SETTINGS.items()):
            given = parameters.get(name, {member: default}) if member == "value" else pack.get(name)
            require(isinstance(given, dict), f"its pack has no {name}")
            check_form(given.get(member), form, f"{name}.{member}")
            self.rules[name] = given[member]
        require(isinstance(pack.get("approval"), dict), "its pack has no approval")
        self.approval = {matter: threshold(rule, f"approval.{matter}") for matter, rule in pack["approval"].items()}
        self.participation = threshold(pack.get("participation"), "participation")

    def take_item(self, record):
        matters = [record["matter"], *record.get("alsoMatters", ())]
        require(record["item"] not in self.items, "an item before it has its code")
        unknown = next((matter for matter in matters if matter not in self.approval), None)
        require(unknown is None, f"the rules have no approval for its matter {unknown}")
        self.items[record["item"]] = Item(len(self.items), record, max(map(self.approval.get, matters)), self.rules)

    def take_unit(self, record):
        unit, head, counts = record["record"], record["head"], record["counts"]
        code, owners = unit["unit"], frozenset(unit["owners"])
        require(code not in self.units, "a unit before it has its code")
        require(len(owners) == len(unit["owners"]), "it names an owner twice")
        require(self.head_owners.setdefault(head, owners) == owners, f"head {head} has other owners before it")
        require(self.owner_heads.setdefault(owners, head) == head, f"its owners are another head before it, not {head}")
        may_count = self.assembly["parkingCounts"] or unit["use"] != "parking"
        may_count = may_count and any(code[:size] in self.scope for size in self.sizes)
        require(counts == may_count, f"its counts is {encode(counts)}, its use, parkingCounts or scope say otherwise")
        if counts:
            self.head_areas[head] = self.head_areas.get(head, 0) + int(unit["area"].replace(".", ""))
        self.units[code] = (head, counts)
        self.roll_hash.update((b"," if self.counts["unit"] else b"[") + encode(unit).encode())

    def finish_roll(self):
        self.roll_hash.update(b"]" if self.counts["unit"] else b"[]")
        self.electorate, self.owner_heads = self.weigh(self.head_areas), None
        found = {"rollHash": self.roll_hash.hexdigest(), "electorate": self.electorate.written()}
        for name in (name for name, value in found.items() if value != self.assembly[name]):
            raise Wrong(f"its {name} is not that of the units: {encode(found[name])}", 1, self.assembly)

    def weigh(self, heads):
        return Weight(sum(map(self.head_areas.get, heads)), len(heads))

    def lot(self, *codes):
        return hashlib.sha256("\n".join(("tongti lot 1", self.assembly["rollHash"], *codes)).encode()).digest()

    def item_of(self, record):
        item = self.items.get(record["item"])
        require(item is not None, "the agenda has no such item")
        require((item.form == "showOfHands") == (record["kind"] == "show"), "its item is counted in another way")
        return item

    def head_of(self, record):
        head, counts = self.units.get(record["unit"], (None, False))
        require(counts, "the roll has no unit {} that counts", record["unit"])
        require(record.get("head", head) == head, "its unit {} is one of head {}", record["unit"], head)
        return head  # the roll's copy of the name spares memory

    def check_place(self, record, *place):  # texts are in the order of their UTF-8 bytes
        last, self.places[record["kind"]] = self.places.get(record["kind"], ()), place
        require(place > last, "it has to stand before the {0} before it, or repeats that {0}", record["kind"])

    def check_time(self, record, name, end="papersUntil"):
        require(self.assembly["openedAt"] <= record[name], "its {} is before openedAt", name)
        require(record[name] < self.ends[end], "its {} is not before {}", name, end)
        require(record[name] <= self.assembly["closedAt"], "its {} is after closedAt", name)

    def check_proxy(self, record, head):
        if proxy := record.get("proxy"):
            require(proxy["holder"] not in self.head_owners[head], "the holder of its proxy is one of its owners")
            (heads := self.principals.setdefault(proxy["holder"], set())).add(head)
            require(len(heads) <= int(cap := self.rules["proxyLimit"]), "its holder stands for more heads than {}", cap)

    def take_delivery(self, record):
        self.check_place(record, record["unit"])
        head = self.head_of(record)
        self.issued += record["papers"]
        arrived = record["method"] != "announcement" and "evidence" in record and "deliveredOn" in record
        if arrived and record["warned"] and record["deliveredOn"] + MIDNIGHT < self.days_end:
            self.warned.add(head)

    def take_import(self, record):
        self.check_place(record, record["evidence"])
        self.check_time(record, "importedAt")
        self.imports[record["evidence"]] = record["importedAt"]

    def take_ballot(self, record):
        item, channel, at = self.item_of(record), record["channel"], record["acceptedAt"]
        self.check_place(record, item.position, record["blind" if self.assembly["version"] > 2 else "head"])
        head = self.head_of(record)
        require(head not in item.accepted, "a ballot before it is of its head and item")
        weight, changed, area = Weight(self.head_areas[head], 1), record.get("replaces", ()), record["area"]
        require(area == (said := weight.written()["area"]), "its area is {}, the roll says {}", area, said)
        require(channel != "electronic" or self.ends.get("form") not in ("meeting", "written"), "it has to be on paper")
        self.check_time(record, "acceptedAt", "closesAt" if channel == "electronic" else "papersUntil")
        require(not changed or self.rules["voteChange"] == "yes" and channel == "electronic", "it could not be changed")
        times = [self.assembly["openedAt"], *(vote["acceptedAt"] for vote in changed), at]
        require(times == sorted(times), "the times of what it replaces are not in order")
        for vote in (*changed, record):
            require(item.allows(vote["choice"]), "its item does not allow the choice {}", vote["choice"])
            receipt = bytes.fromhex(vote["receipt"].replace("-", ""))
            require(receipt not in self.receipts, "a vote before it has its receipt {}", vote["receipt"])
            self.receipts.add(receipt)
        self.check_proxy(record, head)
        fits = self.imports.get(record.get("evidence")) == at if channel == "imported" else "evidence" not in record
        require(fits, "it was imported and no import has its evidence and its time, or it has evidence and was not")
        if channel == "paper":
            said = (at, sys.intern(record["choice"]), record["unit"], record.get("proxy"))
            self.unsourced[record["item"], head] = (self.line, said)
        item.add(record["choice"], weight)
        item.accepted[head] = times[1]

    def take_paper(self, record):
        item = self.item_of(record)
        self.check_place(record, item.position, record["unit"], record["evidence"])
        head = self.head_of(record)
        self.check_time(record, "recordedAt")
        require(record["signedOn"] + MIDNIGHT < self.days_end, "its signedOn is after the last day of the voting")
        self.check_proxy(record, head)
        item.papers += 1
        require(("choice" in record) != ("invalid" in record), "it has not either choice or invalid")
        if "invalid" in record:
            require(not record["counted"], "it is invalid and counted")
            item.spoiled.add(head)
            return
        require(item.allows(record["choice"]), "its item does not allow the choice {}", record["choice"])
        accepted = item.accepted.get(head)
        require(accepted is not None, "there is no ballot of its head on its item")
        require(record["counted"] or accepted <= record["recordedAt"], "it is not counted, and came before the ballot")
        if record["counted"]:
            line, ballot = self.unsourced.pop((record["item"], head), (0, None))
            require(line, "the ballot of its head is not on paper, or has its paper already")
            paper = (record["recordedAt"], record["choice"], record["unit"], record.get("proxy"))
            require(ballot == paper, "it does not say what its ballot in line {} says: {}", line, ballot)

    def take_show(self, record):
        self.check_place(record, (item := self.item_of(record)).position)
        self.check_time(record, "recordedAt")
        for choice, name in zip(SIDES, ("inFavour", "against", "abstained")):
            item.tally[choice] = Weight(0, record[name])

    def results(self):
        results, groups = {item: item.result(self) for item in self.items.values()}, set()
        alternatives = [item for item in results if item.group is not None and results[item]["outcome"] == "passed"]
        alternatives.sort(key=lambda item: self.lot(item.group, item.code))
        alternatives.sort(key=lambda item: (item.in_favour.shares(self.electorate), item.in_favour.area), reverse=True)
        for item in alternatives:
            results[item]["outcome"] = "surpassed" if item.group in groups else "passed"
            groups.add(item.group)
        return [dict(sorted((item.about | {"result": result}).items())) for item, result in results.items()]

    def take_certificate(self, record):
        said = {name: value for name, value in self.assembly.items() if name not in OWN}
        counts = {name: self.counts[name[:-1]] for name in ("units", "ballots", "papers")}
        optional = {"deliveries": "delivery", "imports": "import", "shows": "show"}
        counts |= {name: self.counts[kind] for name, kind in optional.items() if self.counts[kind]}
        counts |= {"rules": self.rules} if said["version"] > 3 else {}
        expected = dict(sorted((said | counts | {"items": self.results(), "records": self.chain.hex()}).items()))
        self.certificate = encode(expected).encode()
        if encode(record["certificate"]) != encode(expected):
            raise Wrong(difference(record["certificate"], expected))
        x = record["key"]["x"]
        key, signature = (base64.urlsafe_b64decode(text + "==") for text in (x, record["signature"]))
        thumbprint = hashlib.sha256(encode({"crv": "Ed25519", "kty": "OKP", "x": x}).encode()).digest()
        kid = base64.urlsafe_b64encode(thumbprint).decode().rstrip("=")
        require(record["key"]["kid"] == kid, "its key.kid is not the thumbprint of its key")
        require(is_signed(b"tongti certificate 1\n" + self.certificate, signature, key), "its signature does not fit")
        require(self.known_keys is None or x in self.known_keys, f"its key {x} is not among the keys given")

def difference(given, expected, path="certificate"):
    """Where the two first differ, in words."""
    if isinstance(given, list) and isinstance(expected, list):
        given, expected = dict(enumerate(given)), dict(enumerate(expected))
    if isinstance(given, dict) and isinstance(expected, dict) and given.keys() == expected.keys():
        name = next(name for name in expected if encode(given[name]) != encode(expected[name]))
        return difference(given[name], expected[name], f"{path}.{name}")
    return f"its {path} is {encode(given):.200}, counted was {encode(expected):.200}"

ABOUT = {"assembly": "assembly {assembly}", "item": "item {item}", "unit": "unit {unit}", "import": "import {evidence}",
         "delivery": "delivery for unit {unit}", "ballot": "ballot on item {item} of head {head}",
         "paper": "paper on item {item} for unit {unit}", "show": "show on item {item}"}  # fmt: skip

def describe(record):
    """What a record is about, as far as it says so."""
    if not isinstance(record, dict) or record.get("kind") not in KINDS:
        return "no record"
    members = record | (record["record"] if isinstance(record.get("record"), dict) else {})
    known = defaultdict(lambda: "?", {name: value for name, value in members.items() if isinstance(value, str)})
    return ABOUT.get(record["kind"], record["kind"]).format_map(known)

def recount(stream, known_keys=None):
    """The canonical bytes of the certificate. Raises a `Wrong` where a record of the bundle is wrong."""
    count = Count(known_keys)
    while line := stream.readline(LINE_LIMIT):
        count.line, record = count.line + 1, None
        try:
            require(line.endswith(b"\n"), "it has no LF at its end, or is longer than 16 MiB")
            text = line[:-1].decode("utf-8")
            fast = read_fast(text)
            record, bare = fast or read_any(text)
            if not fast:
                require(record.get("kind") in KINDS, "its kind is none of a bundle's")
                check_form(record, FORMS[record["kind"]], "")
            count.take(record, bare)
        except (RecursionError, MemoryError, ValueError) as error:
            cause = f"it is not UTF-8, is not JSON, or is nested too deeply: {error}"
            raise Wrong(f"line {count.line}: no record: {cause}") from None
        except Wrong as wrong:
            reason, number, about = (*wrong.args, count.line, record)[:3]
            raise Wrong(f"line {number}: {describe(about)}: {reason}") from None
    require(count.stage == len(KINDS) - 1, "line {}: no record: the bundle ends before its certificate", count.line + 1)
    return count.certificate

# --- The command ------------------------------------------------------------------------------------------------------
def known_keys(argument):
    """The public keys that `--key` gives, in base64url."""
    if argument is None or PUBLIC_KEY.fits(argument):
        return argument and {argument}
    with open(str(argument), "rb") as stream:
        document = json.loads(stream.read(LINE_LIMIT))
    if not isinstance(entries := document.get("keys") if isinstance(document, dict) else None, list):
        raise ValueError(f"{argument} is no JWK set")
    return {str(entry.get("x")) for entry in entries if isinstance(entry, dict) and entry.get("crv") == "Ed25519"}

def say(text):
    """One line, whatever the bundle put into it; without a standard error Python would print to the standard output."""
    printable = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[:600])
    sys.stderr and print(printable.encode("utf-8", "backslashreplace").decode(), file=sys.stderr)

def joined(words):
    at = words.index("--key") if "--key" in words[:-1] else len(words)  # a key may begin with "-", as options do
    return words[:at] + [f"--key={key}" for key in words[at + 1 : at + 2]] + words[at + 2 :]

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bundle", help="the bundle's file, - for the standard input")
    parser.add_argument("--key", help="a public key in base64url, or a file with a JWK set: the signer's must be there")
    parser.add_argument("--quiet", action="store_true", help="print neither the certificate nor the note on its key")
    options = parser.parse_args(joined(sys.argv[1:]))
    try:
        keys = known_keys(options.key)
        with open(0 if options.bundle == "-" else options.bundle, "rb") as stream:
            certificate = recount(stream, keys)
        if not options.quiet:
            with open(1, "wb", closefd=False) as output:
                output.write(certificate + b"\n")
    except Wrong as wrong:
        say(str(wrong))
        return 1
    except (OSError, ValueError, RecursionError) as error:
        say(f"recount.py: {error}")
        return 2
    if keys is None and not options.quiet:
        say("note: whose key signed was not compared; --key does that")
    return 0

if __name__ == "__main__":
    sys.exit(main())
