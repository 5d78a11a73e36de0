"""Counts the records of a bundle, for those who make right ones and for forgers. It shares no code with recount.py."""

import hashlib
from datetime import datetime, timedelta
from fractions import Fraction

CHOICES = ("for", "against", "abstain")


# What holds where the parameters of a pack do not say it.
UNSAID = {"buildingSeats": "ownOnly", "excessPapers": "void", "followedMajority": "areaAndHeads", "proxyLimit": "0",
          "voteChange": "no"}  # fmt: skip


def rules_of(pack):
    """The choices by which it is counted, as the certificate shows them."""
    said = {name: pack.get("parameters", {}).get(name, {}).get("value", value) for name, value in UNSAID.items()}
    return said | {name: pack[name]["policy"] for name in ("duplicates", "silentBallots")}


def area_text(hundredths):
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def area_number(text):
    metres, hundredths = text.split(".")
    return int(metres) * 100 + int(hundredths)


def of_kind(records, kind):
    return [record for record in records if record["kind"] == kind]


def written(weight):
    return {"area": area_text(weight[0]), "heads": weight[1]}


def added(weights):
    weights = list(weights)
    return sum(area for area, _ in weights), sum(heads for _, heads in weights)


def head_areas(records):
    areas = {}
    for unit in of_kind(records, "unit"):
        if unit["counts"]:
            areas[unit["head"]] = areas.get(unit["head"], 0) + area_number(unit["record"]["area"])
    return areas


def electorate(records):
    areas = head_areas(records)
    return written((sum(areas.values()), len(areas)))


def is_reached(rule, part, whole):
    """Whether part / whole reaches the rule's ratio, in both dimensions."""
    limit = Fraction(rule["ratio"])
    meets = [p - limit * w for p, w in zip(part, whole)]
    return all(rest > 0 if rule["comparison"] == "moreThan" else rest >= 0 for rest in meets)


def strictest(rules):
    return max(rules, key=lambda rule: (Fraction(rule["ratio"]), rule["comparison"] == "moreThan"))


class Tally:
    """All that is known before the certificate; also of records that contradict each other, as a forger has them."""

    def __init__(self, records):
        self.records, self.assembly = records, records[0]
        self.pack = of_kind(records, "rules")[0]["pack"]
        self.areas = head_areas(records)
        whole = self.assembly["electorate"]
        self.whole = area_number(whole["area"]), whole["heads"]
        self.rules = rules_of(self.pack)
        self.register = of_kind(records, "delivery")
        self.warned = self.find_warned()
        self.by_item = {}
        for record in records:
            if record["kind"] in ("ballot", "paper", "show"):
                self.by_item.setdefault((record["kind"], record["item"]), []).append(record)

    def find_warned(self):
        head_of = {unit["record"]["unit"]: unit["head"] for unit in of_kind(self.records, "unit") if unit["counts"]}
        closes = datetime.fromisoformat(self.assembly["closesAt"])
        if self.assembly["version"] not in (2, 3, 4):
            closes -= timedelta(microseconds=1)
        last = closes.date().isoformat()
        reached = (d for d in self.register if d["method"] != "announcement" and {"deliveredOn", "evidence"} <= set(d))
        return {head_of.get(d["unit"]) for d in reached if d["warned"] and d["deliveredOn"] <= last} - {None}

    def is_complete(self):
        """Whether the register names every unit that counts."""
        named = {delivery["unit"] for delivery in self.register}
        return all(unit["record"]["unit"] in named for unit in of_kind(self.records, "unit") if unit["counts"])

    def weigh(self, heads):
        heads = list(heads)
        return sum(self.areas.get(head, 0) for head in heads), len(heads)

    def of(self, item, kind):
        return self.by_item.get((kind, item["item"]), [])

    def results(self):
        items = of_kind(self.records, "item")
        results = [self.result(item) for item in items]
        for group in {item["group"] for item in items if "group" in item}:
            passed = [(item, result) for item, result in zip(items, results)
                      if item.get("group") == group and result["outcome"] == "passed"]  # fmt: skip
            passed.sort(key=lambda pair: self.rank_of_alternative(group, *pair))
            for _, result in passed[1:]:
                result["outcome"] = "surpassed"
        return results

    def rank_of_alternative(self, group, item, result):
        area, heads = area_number(result["inFavour"]["area"]), result["inFavour"]["heads"]
        share = Fraction(area, self.whole[0] or 1) + Fraction(heads, self.whole[1] or 1)
        return -share, -area, self.lot(group, item["item"])

    def lot(self, *codes):
        text = "".join(part + "\n" for part in ("tongti lot 1", self.assembly["rollHash"], *codes))
        return hashlib.sha256(text[:-1].encode()).hexdigest()

    def result(self, item):
        ballots, form = self.of(item, "ballot"), item.get("form")
        voters = {ballot["head"] for ballot in ballots}
        spoiled = {paper["head"] for paper in self.of(item, "paper") if "invalid" in paper} - voters
        silent, election = (0, 0), {}
        sides = {choice: self.cast(ballots, lambda b, choice=choice: b["choice"] == choice) for choice in CHOICES}
        if form is None:
            silent = self.add_silence(item, sides, voters | spoiled)
        elif form == "election":
            sides["for"] = self.cast(ballots, lambda b: b["choice"] not in CHOICES)
            sides["against"] = (0, 0)
        elif form == "showOfHands":
            shown = (self.of(item, "show") or [{}])[0]
            sides = {c: (0, shown.get(n, 0)) for c, n in zip(CHOICES, ("inFavour", "against", "abstained"))}
        took_part = added(sides.values())
        rules = [self.pack["approval"].get(matter, {"ratio": "1/2", "comparison": "moreThan"})
                 for matter in [item["matter"], *item.get("alsoMatters", [])]]  # fmt: skip
        quorate = took_part[1] > 0 and is_reached(self.pack["participation"], took_part, self.whole)
        outcome = "notQuorate" if not quorate else "rejected"
        if form == "election":
            outcome, election = self.elect(item, ballots, took_part, strictest(rules), outcome)
        elif form == "petition":
            outcome = "passed" if sides["for"][1] >= Fraction(item["share"]) * self.whole[1] else "rejected"
        elif form is not None:
            outcome = "noted"
        elif quorate and is_reached(strictest(rules), sides["for"], took_part):
            outcome = "passed"
        optional = {"silent": silent, "returnedInvalid": self.weigh(spoiled)}
        return {
            "abstained": written(sides["abstain"]), "against": written(sides["against"]),
            "electorate": self.assembly["electorate"], "inFavour": written(sides["for"]), "outcome": outcome,
            **{name: written(weight) for name, weight in optional.items() if weight[1] > 0}, **election,
        }  # fmt: skip

    def cast(self, ballots, fits):
        return added((area_number(ballot["area"]), 1) for ballot in ballots if fits(ballot))

    def add_silence(self, item, sides, heard):
        """Puts those who follow and those who are silent on their side; how much the silent are."""
        more = [a - b for a, b in zip(sides["for"], sides["against"])]
        more = {"area": more[:1], "heads": more[1:]}.get(self.rules["followedMajority"], more)
        majority = "for" if min(more) > 0 else "against" if max(more) < 0 else "abstain"
        following = self.cast(self.of(item, "ballot"), lambda b: b["choice"] == "follow")
        sides[majority] = added([sides[majority], following])
        side = {"majority": majority, "inFavour": "for", "abstain": "abstain"}.get(self.rules["silentBallots"])
        silent = self.weigh(self.warned - heard) if side else (0, 0)
        if side:
            sides[side] = added([sides[side], silent])
        return silent

    def elect(self, item, ballots, took_part, rule, outcome):
        about = item["election"]
        votes = {c["candidate"]: self.cast(ballots, lambda b, c=c: c["candidate"] in b["choice"].split("+"))
                 for c in about["candidates"]}  # fmt: skip

        def rank(code):
            area, heads = votes[code]
            share = Fraction(area, took_part[0] or 1) + Fraction(heads, took_part[1] or 1)
            first = {"shares": share, "area": area, "heads": heads}[about["ranking"]]
            return -first, -area, self.lot(item["item"], code)

        order = sorted(votes, key=rank)
        if self.register and len(self.of(item, "paper")) > sum(delivery["papers"] for delivery in self.register):
            if self.rules["excessPapers"] == "void" or self.is_complete():
                outcome = "void"
        able = [code for code in order if is_reached(rule, votes[code], took_part)] if outcome == "rejected" else []
        home = {c["candidate"]: c.get("building") for c in about["candidates"]}
        places = {entry["building"]: entry["seats"] for entry in about.get("seatsByBuilding", [])}
        winners = {code for building in set(home.values())
                   for code in [c for c in able if home[c] == building][: places.get(building, 0)]}  # fmt: skip
        if self.rules["buildingSeats"] == "ownFirst":
            winners.update([code for code in able if code not in winners][: about["seats"] - len(winners)])
        elected = [code for code in able if code in winners] if places else able[: about["seats"]]
        rest = [code for code in able if code not in elected]
        if outcome == "rejected" and (len(elected) == about["seats"] or
                                      len(elected) >= max(about["least"], about["seats"] // 2 + 1)):  # fmt: skip
            outcome = "passed"
        candidates = [{"candidate": code, "votes": written(votes[code])} for code in order]
        return outcome, {"election": {"alternates": rest[: about["alternates"]], "candidates": candidates,
                                      "elected": elected}}  # fmt: skip
