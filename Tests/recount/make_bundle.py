#!/usr/bin/env python3
"""Makes a right bundle of a made-up assembly from a seed, as docs/bundle.md describes it, for the tests of recount.py.

It shares no code with recount.py. Heads come in dozens of equal area, so that eight of each dozen are exactly two
thirds of the electorate by area and by heads, and the agenda walks along such boundaries.
"""

import argparse
import base64
import copy
import hashlib
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from tally import Tally, area_number, area_text, electorate, of_kind, rules_of

# --- Ed25519, by the affine formulas of RFC 8032 ----------------------------------------------------------------------

Q = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, Q - 2, Q) % Q


def even_root(y):
    square = (y * y - 1) * pow(D * y * y + 1, Q - 2, Q) % Q
    x = pow(square, (Q + 3) // 8, Q)
    if (x * x - square) % Q:
        x = x * pow(2, (Q - 1) // 4, Q) % Q
    return x if x % 2 == 0 else Q - x


BASE = (even_root(4 * pow(5, Q - 2, Q) % Q), 4 * pow(5, Q - 2, Q) % Q)


def point_sum(a, b):
    product = D * a[0] * b[0] * a[1] * b[1] % Q
    x = (a[0] * b[1] + b[0] * a[1]) * pow(1 + product, -1, Q)
    y = (a[1] * b[1] + a[0] * b[0]) * pow(1 - product, -1, Q)
    return x % Q, y % Q


@lru_cache(maxsize=None)
def doublings():
    """The base point times 1, 2, 4, …"""
    points = [BASE]
    while len(points) < 255:
        points.append(point_sum(points[-1], points[-1]))
    return points


def times_base(scalar):
    total = (0, 1)
    for place, point in enumerate(doublings()):
        if scalar >> place & 1:
            total = point_sum(total, point)
    return total


def octets(point):
    return (point[1] + ((point[0] & 1) << 255)).to_bytes(32, "little")


class SigningKey:
    def __init__(self, seed):
        digest = hashlib.sha512(seed).digest()
        self.scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
        self.prefix = digest[32:]
        self.public = octets(times_base(self.scalar))

    def sign(self, message):
        nonce = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % ORDER
        commitment = octets(times_base(nonce))
        challenge = int.from_bytes(hashlib.sha512(commitment + self.public + message).digest(), "little") % ORDER
        return commitment + ((nonce + challenge * self.scalar) % ORDER).to_bytes(32, "little")

    def jwk(self):
        x = base64url(self.public)
        kid = base64url(hashlib.sha256(b'{"crv":"Ed25519","kty":"OKP","x":"%s"}' % x.encode()).digest())
        return {"crv": "Ed25519", "kid": kid, "kty": "OKP", "x": x}


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().replace("=", "")


# --- Writing records --------------------------------------------------------------------------------------------------


def canonical(value):
    # All member names here are ASCII, for which sorting by code points is sorting by UTF-16 units.
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value):
    return hashlib.sha256(canonical(value)).hexdigest()


def chained(records):
    """The lines of records that have no blind and chain yet."""
    chain = bytes(32)
    for record in records:
        chain, blind = link(chain, record)
        yield canonical(record | {"blind": blind, "chain": chain.hex()}) + b"\n"


def link(chain, record):
    """The chain after a record, and its blind, which anybody may choose: ballots bring theirs, which is their order."""
    bare = canonical({name: value for name, value in record.items() if name != "blind"})
    blind = record.get("blind") or blind_of(bare)
    return hashlib.sha256(chain + hashlib.sha256(bytes.fromhex(blind) + bare).digest()).digest(), blind


def blind_of(bare):
    return hashlib.sha256(b"blind" + bare).hexdigest()[:32]


def in_order(ballots, items):
    """The ballots with their blinds, as a bundle has them."""
    place = {item["item"]: number for number, item in enumerate(items)}
    ballots = [ballot | {"blind": blind_of(canonical(ballot))} for ballot in ballots]
    return sorted(ballots, key=lambda ballot: (place[ballot["item"]], ballot["blind"]))


def last_chain(records):
    chain = bytes(32)
    for record in records:
        chain, _ = link(chain, record)
    return chain.hex()


# --- Hashes, counts and the certificate, computed from the records ----------------------------------------------------


COPIED = ("assembly", "closedAt", "closesAt", "community", "electorate", "form", "openedAt", "papersUntil", "rollHash",
          "rollPosition", "rulesHash", "scope", "title", "version")  # fmt: skip
COUNTED = {"units": "unit", "ballots": "ballot", "papers": "paper"}
COUNTED_IF_ANY = {"deliveries": "delivery", "imports": "import", "shows": "show"}


def certificate(records):
    """Of the records before it, as whoever may write records would make it."""
    assembly = records[0]
    items = [{name: value for name, value in item.items() if name != "kind"} for item in of_kind(records, "item")]
    items = [item | {"result": result} for item, result in zip(items, Tally(records).results())]
    counts = {name: len(of_kind(records, kind)) for name, kind in (COUNTED | COUNTED_IF_ANY).items()}
    counts = {name: number for name, number in counts.items() if number or name in COUNTED}
    copied = {name: assembly[name] for name in COPIED if name in assembly}
    if assembly.get("version") not in (2, 3):
        copied["rules"] = rules_of(of_kind(records, "rules")[0]["pack"])
    return copied | counts | {"items": items, "records": last_chain(records)}


def with_hashes(records):
    """The records before the certificate with the assembly's hashes and electorate computed again."""
    records = copy.deepcopy(records)
    records[0]["rollHash"] = digest([unit["record"] for unit in of_kind(records, "unit")])
    records[0]["rulesHash"] = digest(of_kind(records, "rules")[0]["pack"])
    records[0]["electorate"] = electorate(records)
    return records


def certified(records, key):
    text = certificate(records)
    signature = base64url(key.sign(b"tongti certificate 1\n" + canonical(text)))
    return records + [{"certificate": text, "key": key.jwk(), "kind": "certificate", "signature": signature}]


# --- The made-up assembly ---------------------------------------------------------------------------------------------

TITLES = ("更换3号楼电梯", "使用维修资金“屋面防水”", "续筹专项维修资金", "选聘物业服务企业", "修改管理规约\t第二条", "出租地下室\\车库 🅿")
PATTERNS = ("exact", "exact", "exact", "none", "lopsided", "under", "over", "short", "random", "all")


def pack(random_):
    moderate = {"comparison": "moreThan", "ratio": "1/2", "source": "民法典第二百七十八条"}
    special = {"comparison": "atLeast", "ratio": "3/4", "source": "民法典第二百七十八条"}
    return {
        "approval": {"changeUse": special, "hireManager": moderate, "raiseFund": special, "useFund": moderate,
                     "covenant": {"comparison": "moreThan", "ratio": "2/3"}},
        "duplicates": {"policy": "firstCounts"},
        "name": "示范规则",
        "participation": {"comparison": random_.choice(["atLeast", "atLeast", "moreThan"]), "ratio": "2/3"},
        "silentBallots": {"policy": "off"},
    }  # fmt: skip


class Maker:
    def __init__(self, seed, units, items, paper_share):
        self.random = random.Random(seed)
        self.unit_total, self.item_total, self.paper_share = units, items, paper_share
        self.opened = datetime(2023, 6, 1, 10, 0, tzinfo=timezone(timedelta(hours=8)))
        self.closes = self.opened + timedelta(days=14)
        self.parking_counts = self.random.random() < 0.5

    def uuid(self):
        text = f"{self.random.getrandbits(128):032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def hash(self):
        return f"{self.random.getrandbits(256):064x}"

    def time(self, start, end):
        """From `start` to the microsecond before `end`."""
        span = (end - start) // timedelta(microseconds=1)
        return start + timedelta(microseconds=self.random.randrange(span))

    def records(self):
        self.make_roll()
        rules = pack(self.random)
        items = [self.item(index) for index in range(self.item_total)]
        ballots, papers = [], []
        for index, item in enumerate(items):
            for head, choice in self.choices(index, rules["approval"][item["matter"]]):
                ballots.append(self.ballot(item, head, choice))
        order = {item["item"]: index for index, item in enumerate(items)}
        ballots = in_order(ballots, items)
        for ballot in ballots:
            papers += self.papers(ballot)
        papers.sort(key=lambda paper: (order[paper["item"]], paper["unit"].encode(), paper["evidence"]))
        closed = self.closes + self.random.choice([timedelta(hours=3), timedelta(0), timedelta(microseconds=-1)])
        assembly = {
            "assembly": "2023-lifts", "closedAt": stamp(closed), "closesAt": stamp(self.closes), "community": "runfeng",
            "electorate": {}, "kind": "assembly", "openedAt": stamp(self.opened), "parkingCounts": self.parking_counts,
            "rollHash": "", "rollPosition": self.random.randrange(1, 10**6), "rulesHash": "",
            "title": "润枫小区2023年第一次业主大会", "version": 5,
        }  # fmt: skip
        return with_hashes([assembly, {"kind": "rules", "pack": rules}, *items, *self.units, *ballots, *papers])

    def item(self, index):
        matter = ("raiseFund", "useFund", "covenant", "hireManager", "changeUse")[index % 5]
        record = {"item": str(index + 1), "kind": "item", "matter": matter, "title": TITLES[index % len(TITLES)]}
        return record | ({"mandate": {"kind": "spend", "cap": f"{index}00.00"}} if index % 3 == 0 else {})

    # The roll: dozens of heads; each head has the area of its dozen, in one unit or shared out among several.

    def make_roll(self):
        dozens = max(1, self.unit_total * 3 // 4 // 12)
        self.dozens = [[{"name": self.uuid(), "units": []} for _ in range(12)] for _ in range(dozens)]
        heads = [head for dozen in self.dozens for head in dozen]
        spare = max(0, self.unit_total - len(heads))
        only_parking = [{"name": self.uuid()} for _ in range(0 if self.parking_counts else min(3, spare // 4))]
        shares = {id(head): 1 for head in heads}
        parking = []
        for _ in range(spare - len(only_parking)):
            head = self.random.choice(heads)
            if self.random.random() < 0.4 and not self.parking_counts:
                parking.append(head)
            else:
                shares[id(head)] += 1
        persons = [self.uuid() for _ in range(len(heads))]
        self.units, self.head_units = [], {head["name"]: head["units"] for head in heads}
        for index, head in enumerate(heads):
            # A person may hold one unit alone and another with others: these are different heads.
            others = self.random.sample(persons, self.random.choice([0, 0, 1, 2])) if len(persons) > 3 else []
            head["owners"] = list(dict.fromkeys([persons[index]] + others))
        seen = set()
        for head in heads + only_parking:
            while not head.get("owners") or frozenset(head["owners"]) in seen:
                head["owners"] = [self.uuid()]
            seen.add(frozenset(head["owners"]))
        for dozen in self.dozens:
            area = self.random.randrange(6000, 40000)
            for head in dozen:
                head["area"] = area
                for share in self.split(area, shares[id(head)]):
                    may_park = self.parking_counts and head["units"]
                    parks = may_park and self.random.random() < 0.4
                    use = "parking" if parks else self.random.choice(["dwelling", "shop"])
                    head["units"].append(self.unit(head, share, use, True)["record"]["unit"])
        for head in parking:
            self.unit(head, self.random.randrange(1000, 1500), "parking", False)
        for head in only_parking:
            self.unit(head, 1250, "parking", False)
        self.random.shuffle(self.units)

    def split(self, area, parts):
        cuts = sorted(self.random.sample(range(1, area), parts - 1))
        return [end - start for start, end in zip([0, *cuts], [*cuts, area])]

    def unit(self, head, area, use, counts):
        owners = list(head["owners"])
        self.random.shuffle(owners)
        number = len(self.units)
        code = f"{number // 600 + 1}-{number // 100 % 6 + 1}-{number % 100 + 101}" if number % 7 else f"{number}号楼甲"
        record = {
            "area": area_text(area), "areaSource": "register", "floor": str(number % 30 + 1), "ownerKind": "person",
            "owners": owners, "unit": code, "use": use, "voter": owners[0],
        }  # fmt: skip
        self.units.append({"counts": counts, "head": head["name"], "kind": "unit", "record": record})
        return self.units[-1]

    # How heads choose: `took_part` of each dozen, `in_favour` of these.

    def choices(self, index, rule):
        pattern = PATTERNS[index % len(PATTERNS)]
        if pattern == "none":
            return []
        if pattern == "random":
            heads = [head for dozen in self.dozens for head in dozen if self.random.random() < 0.8]
            return [(head, self.random.choice(["for", "for", "for", "against", "abstain"])) for head in heads]
        took_part = 12 if pattern == "all" or rule["ratio"] == "2/3" else 8
        numerator, denominator = map(int, rule["ratio"].split("/"))
        chosen = []
        for dozen in self.dozens:
            voters = self.random.sample(dozen, took_part)
            edge = took_part * numerator // denominator
            chosen += [(head, "for") for head in voters[:edge]]
            chosen += [(head, self.random.choice(["against", "abstain"])) for head in voters[edge:]]
        return getattr(self, "bend_" + pattern, list)(chosen)

    def bend_short(self, chosen):
        return chosen[1:]

    def bend_over(self, chosen):
        return self.turn(chosen, "against", "for")

    def bend_under(self, chosen):
        return self.turn(chosen, "for", "against")

    def bend_lopsided(self, chosen):
        """The heads stay at the boundary, the area goes below it."""
        chosen = sorted(chosen, key=lambda pair: pair[0]["area"])
        small = next((i for i, pair in enumerate(chosen) if pair[1] != "for"), None)
        large = max((i for i, pair in enumerate(chosen) if pair[1] == "for"), default=None)
        if small is not None and large is not None:
            chosen[small], chosen[large] = (chosen[small][0], "for"), (chosen[large][0], "abstain")
        return chosen

    def turn(self, chosen, old, new):
        index = next((i for i, pair in enumerate(chosen) if (pair[1] == "for") == (old == "for")), None)
        if index is not None:
            chosen[index] = (chosen[index][0], new)
        return chosen

    def ballot(self, item, head, choice):
        end = [self.opened, self.closes - timedelta(microseconds=1)]
        accepted = self.random.choice(end) if self.random.random() < 0.02 else self.time(self.opened, self.closes)
        return {
            "acceptedAt": stamp(accepted), "area": area_text(head["area"]),
            "channel": "paper" if self.random.random() < self.paper_share else "electronic", "choice": choice,
            "head": head["name"], "item": item["item"], "kind": "ballot", "receipt": self.uuid(),
            "unit": self.random.choice(head["units"]),
        }  # fmt: skip

    def papers(self, ballot):
        """The paper the ballot came from, and at times a second one that came too late."""
        made = []
        if ballot["channel"] == "paper":
            made.append(self.paper(ballot, ballot["acceptedAt"], counted=True))
        if self.paper_share and self.random.random() < 0.05:
            late = self.time(datetime.fromisoformat(ballot["acceptedAt"]), self.closes)
            made.append(self.paper(ballot, stamp(late), counted=False))
            made[-1]["choice"] = self.random.choice(["for", "against", "abstain"])
            made[-1]["unit"] = self.random.choice(self.head_units[ballot["head"]])
        return made

    def paper(self, ballot, recorded, counted):
        return {
            "choice": ballot["choice"], "counted": counted, "evidence": self.hash(), "head": ballot["head"],
            "item": ballot["item"], "kind": "paper", "recordedAt": recorded, "signedOn": recorded[:10],
            "unit": ballot["unit"],
        }  # fmt: skip


def stamp(time):
    return time.isoformat()


def make(seed, units=60, items=6, paper_share=0.3):
    """The records of a right bundle without their chains, and the key that signed it."""
    key = SigningKey(hashlib.sha256(f"recount {seed}".encode()).digest())
    return certified(Maker(seed, units, items, paper_share).records(), key), key


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=60, help="how many units, 60")
    parser.add_argument("--items", type=int, default=10, help="how many items, 10")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--paper-share", type=float, default=0.3, help="which part of the ballots is on paper, 0.3")
    options = parser.parse_args()
    records, _ = make(options.seed, options.units, options.items, options.paper_share)
    for line in chained(records):
        sys.stdout.buffer.write(line)


if __name__ == "__main__":
    main()
