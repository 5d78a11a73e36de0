"""Makes right bundles from a seed that have every record and member of docs/bundle.md, for the tests of recount.py."""

import hashlib
from datetime import datetime, timedelta, timezone
from random import Random

import make_bundle
from make_bundle import area_text, stamp

POLICIES = ("off", "majority", "inFavour", "abstain", "followOption")
MAJORITIES = ("areaAndHeads", "area", "heads")
SCOPES = (None, {"buildings": ["1", "2"]}, {"entrances": ["1-1", "2-1", "2-2"]})
INVALID = ("unsigned", "overVoted", "unclear", "altered", "notAuthorised")
OPENED = datetime(2023, 6, 1, 10, 0, tzinfo=timezone(timedelta(hours=8)))
CLOSES = OPENED + timedelta(days=14)
UNTIL = CLOSES + timedelta(days=2)
CLOSED = UNTIL + timedelta(hours=1)


def agenda(random):
    """Items of every form; the codes are those of no other item's choice."""

    def election(seats, alternates, least, ranking, many):
        candidates = [{"candidate": f"c{number:02d}"} for number in range(1, many + 1)]
        candidates[0]["owner"] = "00000000-0000-4000-8000-000000000001"
        return {"alternates": alternates, "candidates": candidates, "least": least, "ranking": ranking, "seats": seats}

    items = [
        {"item": "1", "matter": "raiseFund", "title": "续筹专项维修资金", "mandate": {"kind": "collect", "rate": "17.93"}},
        {"item": "2", "matter": "useFund", "alsoMatters": ["raiseFund"], "title": "使用并续筹"},
        {"item": "3", "matter": "elect", "form": "election", "title": "选举业主委员会",
         "election": election(3, 2, 2, random.choice(["shares", "area", "heads"]), 6)},
        {"item": "4", "matter": "useFund", "form": "petition", "share": random.choice(["1/5", "3/4"]),
         "title": "提议召开临时会议"},
        {"item": "5", "matter": "useFund", "form": "endorsement", "title": "联名信"},
        {"item": "6", "matter": "useFund", "form": "survey", "title": "停车意见"},
        {"item": "7", "matter": "useFund", "form": "showOfHands", "title": "现场举手"},
        {"item": "8", "matter": "useFund", "group": "lift", "title": "电梯甲方案"},
        {"item": "9", "matter": "useFund", "group": "lift", "title": "电梯乙方案"},
        {"item": "10", "matter": "useFund", "form": "showOfHands", "title": "未举手"},
        {"item": "11", "matter": "elect", "form": "election", "title": "补选",
         "election": election(1, 0, 1, "shares", 2)},
    ]  # fmt: skip
    return [item | {"kind": "item"} for item in items]


class RichMaker:
    def __init__(self, seed):
        self.random = Random(f"rich {seed}")
        self.policy, self.scope, self.scarce = POLICIES[seed % 5], SCOPES[seed % 3], seed % 4 == 0
        self.choices = {"buildingSeats": ("ownOnly", "ownFirst")[seed % 2], "followedMajority": MAJORITIES[seed // 5 % 3],
                        "excessPapers": ("void", "voidIfComplete")[seed // 4 % 2]}  # fmt: skip
        self.imports = [{"basis": "杭州市物业管理条例", "evidence": self.hash(), "importedAt": stamp(self.time(OPENED, UNTIL)),
                         "kind": "import", "platform": f"官方平台{number}"} for number in range(2)]  # fmt: skip
        self.imports.sort(key=lambda record: record["evidence"])
        self.holders = {}  # heads by holder

    def chance(self, part):
        return self.random.random() < part

    def uuid(self):
        text = f"{self.random.getrandbits(128):032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    def hash(self):
        return f"{self.random.getrandbits(256):064x}"

    def time(self, start, end):
        return start + timedelta(microseconds=self.random.randrange((end - start) // timedelta(microseconds=1)))

    def records(self):
        self.make_roll()
        self.proxies = {head: self.proxy(head) for head in self.heads if self.chance(0.3)}
        items = agenda(self.random)
        ballots, papers = [], []
        for number, item in enumerate(items):
            if item.get("form") != "showOfHands":
                mine = [self.ballot(item, head) for head in self.heads if self.chance(0.7)]
                mine = make_bundle.in_order(mine, [item])
                ballots += mine
                papers += sorted(self.papers(item, mine), key=lambda paper: (paper["unit"].encode(), paper["evidence"]))
        shows = [{"abstained": 3, "against": 10, "evidence": self.hash(), "inFavour": 42, "item": "7", "kind": "show",
                  "recordedAt": stamp(CLOSES), "witness": self.uuid()}]  # fmt: skip
        assembly = {
            "assembly": "2023-lifts", "closedAt": stamp(CLOSED), "closesAt": stamp(CLOSES), "community": "runfeng",
            "electorate": {}, "form": "mixed", "kind": "assembly", "openedAt": stamp(OPENED),
            "papersUntil": stamp(UNTIL),
            "parkingCounts": False, "rollHash": "", "rollPosition": 57, "rulesHash": "", "title": "业主大会", "version": 5,
        } | ({"scope": self.scope} if self.scope else {})  # fmt: skip
        return make_bundle.with_hashes([assembly, {"kind": "rules", "pack": self.pack()}, *items, *self.units,
                                        *self.deliveries(), *self.imports, *ballots, *papers, *shows])  # fmt: skip

    def pack(self):
        rules = make_bundle.pack(self.random)
        half = {"comparison": "moreThan", "ratio": "1/2"}
        rules |= {"participation": {"comparison": "atLeast", "ratio": "1/2"}, "silentBallots": {"policy": self.policy}}
        rules["approval"] = rules["approval"] | {"elect": half if self.chance(0.5) else half | {"ratio": "1/4"}}
        values = self.choices | {"proxyLimit": "2", "regularMeetingNotice": "15d", "voteChange": "yes"}
        return rules | {"parameters": {name: {"value": value} for name, value in values.items()}}

    # The roll: heads of few different areas, so that candidates tie; some units are outside the scope, some parking.

    def make_roll(self):
        self.units, self.heads = [], {}
        for _ in range(self.random.randrange(12, 19)):
            head, owners = self.uuid(), [self.uuid() for _ in range(self.random.choice([1, 1, 2]))]
            areas = self.random.choice([[5000], [5000], [8950], [4000, 1000]])
            self.heads[head] = {"area": sum(areas), "owners": owners, "units": []}
            for area in areas:
                place = self.random.choice(["1-1", "2-1", "2-2"])
                self.heads[head]["units"].append(self.unit(head, owners, area, place, "dwelling"))
            if self.chance(0.2):
                self.unit(head, owners, 1250, "2-1", "parking")
            if self.scope and self.chance(0.3):
                self.unit(head, owners, 7000, "3-1", "shop")
        self.random.shuffle(self.units)

    def unit(self, head, owners, area, place, use):
        code = f"{place}-{len(self.units) + 101}"
        record = {"area": area_text(area), "floor": "3", "ownerKind": "person", "owners": owners, "unit": code,
                  "use": use,
                  "voter": owners[0]}  # fmt: skip
        counts = use != "parking" and not place.startswith("3")
        self.units.append({"counts": counts, "head": head, "kind": "unit", "record": record})
        return code

    def deliveries(self):
        made = []
        for unit in self.units:
            if unit["counts"] and self.chance(0.85):
                papers = 0 if self.scarce else self.random.randrange(1, 4)
                record = {"evidence": self.hash(), "kind": "delivery", "papers": papers, "unit": unit["record"]["unit"],
                          "deliveredOn": self.random.choice(["2023-06-01", "2023-06-15", "2023-06-16"]),
                          "method": self.random.choice(["inPerson", "inPerson", "post", "electronic", "announcement"]),
                          "warned": self.chance(0.8)}  # fmt: skip
                for name in ("evidence", "deliveredOn"):
                    if self.chance(0.1):
                        del record[name]
                made.append(record)
        return sorted(made, key=lambda record: record["unit"].encode())

    def proxy(self, head):
        """A written authority; each holder stands for two heads at most."""
        free = [holder for holder, heads in self.holders.items() if len(heads) < 2]
        holder = self.random.choice(free) if free else self.uuid()
        self.holders.setdefault(holder, set()).add(head)
        return {"authority": self.hash(), "holder": holder}

    def choice(self, item):
        form = item.get("form")
        if form == "election" and self.chance(0.9):
            codes = [candidate["candidate"] for candidate in item["election"]["candidates"]]
            many = self.random.randrange(1, item["election"]["seats"] + 1)
            return "+".join(sorted(self.random.sample(codes[:4], min(many, len(codes[:4])))))
        words = {"election": ["abstain"], "petition": ["for"]}.get(form,
                                                                   ["for", "for", "for", "for", "against", "abstain"])
        follow = ["follow", "follow"] if form is None and self.policy == "followOption" else []
        return self.random.choice(words + follow)

    def ballot(self, item, head):
        channel = self.random.choice(["electronic", "electronic", "electronic", "paper", "paper", "imported"])
        imported = self.random.choice(self.imports)
        at = self.time(OPENED, CLOSES if channel == "electronic" else UNTIL)
        record = {
            "acceptedAt": imported["importedAt"] if channel == "imported" else stamp(at), "channel": channel,
            "area": area_text(self.heads[head]["area"]), "choice": self.choice(item), "head": head,
            "item": item["item"],
            "kind": "ballot", "receipt": self.uuid(), "unit": self.random.choice(self.heads[head]["units"]),
        }  # fmt: skip
        record |= {"evidence": imported["evidence"]} if channel == "imported" else {}
        if head in self.proxies and channel != "imported":
            record["proxy"] = self.proxies[head]
        if channel == "electronic" and self.chance(0.3):
            times = sorted(self.time(OPENED, at + timedelta(microseconds=1)) for _ in range(self.random.randrange(1,
                                                                                                                  3)))
            record["replaces"] = [{"acceptedAt": stamp(time), "choice": self.choice(item), "receipt": self.uuid()}
                                  for time in times]  # fmt: skip
        return record

    def papers(self, item, ballots):
        made = []
        for ballot in ballots:
            first = ballot.get("replaces", [ballot])[0]["acceptedAt"]
            if ballot["channel"] == "paper":
                made.append(self.paper(item, ballot["head"], ballot["unit"], ballot["acceptedAt"], True, ballot))
            if self.chance(0.15):
                late = stamp(self.time(datetime.fromisoformat(first), UNTIL))
                made.append(self.paper(item, ballot["head"], ballot["unit"], late, False,
                                       {"choice": self.choice(item)}))
        for head, about in self.heads.items():
            if self.chance(0.12):
                invalid = {"invalid": self.random.choice(INVALID)}
                invalid |= {"proxy": self.proxies[head]} if head in self.proxies else {}
                late = stamp(self.time(OPENED, UNTIL))
                made.append(self.paper(item, head, self.random.choice(about["units"]), late, False, invalid))
        return made

    def paper(self, item, head, unit, recorded, counted, source):
        taken = {name: source[name] for name in ("choice", "invalid", "proxy") if name in source}
        return taken | {
            "counted": counted, "evidence": self.hash(), "head": head, "item": item["item"], "kind": "paper",
            "recordedAt": recorded, "signedOn": min(recorded[:10], "2023-06-15"), "unit": unit,
        }  # fmt: skip


def make(seed):
    """The records of a right bundle without their chains, and the key that signed it."""
    key = make_bundle.SigningKey(hashlib.sha256(f"rich {seed}".encode()).digest())
    return make_bundle.certified(RichMaker(seed).records(), key), key
