"""Single facts of a right bundle, altered; with the record to be named where a forger computes all else again."""

import copy
import json
import uuid

import make_bundle
from make_bundle import of_kind


KINDS = ("assembly", "rules", "item", "unit", "unit", "ballot", "ballot", "ballot", "paper", "paper", "certificate")


class Tamper:
    """`place` is the record to be named for the plain edit, `named` the one for the forgery, None its signature."""

    def __init__(self, name, edit, place, named=None, keep=()):
        self.name, self.edit, self.place, self.named, self.keep = name, edit, place, named, keep

    def apply(self, records):
        records = json.loads(json.dumps(records))  # no two members share an object
        self.edit(records)
        return records

    def forge(self, records):
        """The edit, with the assembly's hashes and the certificate computed again and the signature left as it was."""
        records = self.apply(records)
        body = [record for record in records if record["kind"] != "certificate"]
        ends = [record for record in records if record["kind"] == "certificate"]
        if "certificate" in self.keep:
            return body + ends
        if of_kind(body, "rules") and body[0]["kind"] == "assembly":
            said = {name: body[0][name] for name in self.keep}
            body = make_bundle.with_hashes(body)
            body[0].update(said)
            for end in ends:
                end["certificate"] = make_bundle.certificate(body)
        return body + ends


def choose(records, random):
    """A kind first, so that the few records before the roll get their share."""
    while True:
        kind = random.choice(KINDS)
        places = [index for index, record in enumerate(records) if record["kind"] == kind]
        make = random.choice((drop, duplicate, swap, move, alter, alter, alter, alter, alter))
        if places and (tamper := make(records, random, random.choice(places))):
            return tamper


# --- What a change leads to -------------------------------------------------------------------------------------------


def first(records, **members):
    """The place of the first record with these members."""
    fits = (all(record.get(name) == value for name, value in members.items()) for record in records)
    return next((index for index, fit in enumerate(fits) if fit), None)


def first_paper_of(records, ballot, **members):
    return first(records, kind="paper", item=ballot["item"], head=ballot["head"], **members)


def first_disorder(records):
    agenda = {item["item"]: index for index, item in enumerate(of_kind(records, "item"))}
    keys = {"ballot": lambda r: (agenda[r["item"]], r["blind"]),
            "paper": lambda r: (agenda[r["item"]], r["unit"].encode(), r["evidence"])}  # fmt: skip
    for index, (before, record) in enumerate(zip(records, records[1:])):
        if before["kind"] == record["kind"] in keys and keys[record["kind"]](before) >= keys[record["kind"]](record):
            return index + 1
    return None


def first_roll_conflict(records):
    owners_of, head_of = {}, {}
    for index, record in enumerate(records):
        if record["kind"] == "unit":
            owners = frozenset(record["record"]["owners"])
            known = owners_of.setdefault(record["head"], owners), head_of.setdefault(owners, record["head"])
            if known != (owners, record["head"]):
                return index
    return None


def first_ballot_outside(records, name, is_outside):
    return next((i for i, r in enumerate(records) if r["kind"] == "ballot" and is_outside(r["acceptedAt"])), None)


# --- Dropping, repeating and moving -----------------------------------------------------------------------------------


def drop(records, random, place):
    record, kind = records[place], records[place]["kind"]
    named = {
        "assembly": lambda: 0,
        "rules": lambda: place,
        "item": lambda: first(records, kind="ballot", item=record["item"]),
        "unit": lambda: first(records, kind="ballot", head=record["head"]) if record["counts"] else None,
        "ballot": lambda: first_paper_of(records, record),
        "paper": lambda: ballot_of(records, record) if record["counted"] else None,
        "certificate": lambda: place,
    }[kind]()
    if kind in ("item", "unit", "ballot") and named is not None:
        named -= 1
    return Tamper(f"drop {kind}", lambda all_: all_.pop(place), place, named)


def ballot_of(records, paper):
    return first(records, kind="ballot", item=paper["item"], head=paper["head"])


def duplicate(records, random, place):
    def edit(all_):
        all_.insert(place + 1, copy.deepcopy(all_[place]))

    return Tamper(f"duplicate {records[place]['kind']}", edit, place + 1, place + 1)


def swap(records, random, place):
    if place + 1 == len(records) or records[place + 1]["kind"] == "certificate":
        return None

    def edit(all_):
        all_[place], all_[place + 1] = all_[place + 1], all_[place]

    kinds = records[place]["kind"], records[place + 1]["kind"]
    changed = Tamper("swap", edit, place).apply(records)
    if kinds[0] == kinds[1]:
        named = first_disorder(changed)
    elif kinds[0] in ("assembly", "rules"):
        named = place
    elif kinds[0] == "unit":
        named = 0  # the roll is then a unit short of its hash
    elif kinds == ("ballot", "paper") and all(records[place][n] == records[place + 1][n] for n in ("item", "head")):
        named = place
    else:
        named = place + 1
    return Tamper(f"swap {kinds[0]} and {kinds[1]}", edit, place, named)


def move(records, random, place):
    kind = records[place]["kind"]
    same = [index for index, record in enumerate(records) if record["kind"] == kind and index != place]
    singles = {"assembly": range(1, len(records) - 1), "rules": range(2, len(records) - 1)}
    targets = singles.get(kind, same)
    if not targets:
        return None
    target = random.choice(targets)

    def edit(all_):
        all_.insert(target, all_.pop(place))

    named = place if kind in singles else first_disorder(Tamper("move", edit, place).apply(records))
    return Tamper(f"move {kind}", edit, min(place, target), named)


# --- Altering one member ----------------------------------------------------------------------------------------------


def alter(records, random, place):
    return ALTERATIONS[records[place]["kind"]](records, random, place)


def setting(records, place, path, value, named, keep=()):
    """A tamper that sets the member at a path, or takes it away where the value is `...`."""
    *parents, last = (int(name) if name.isdigit() else name for name in path.split("/"))

    def edit(all_):
        target = all_[place]
        for name in parents:
            target = target[name]
        if value is ...:
            target.pop(last)
        else:
            target[last] = value

    old = records[place]
    for name in parents:
        old = old[name]
    is_there = isinstance(last, int) or last in old
    if (old[last] if is_there else ...) == value:
        return None
    tamper = Tamper(f"alter {records[place]['kind']} {path}", edit, place, None, keep)
    tamper.named = named(tamper.apply(records)) if callable(named) else named
    return tamper


def later(time, hours):
    day, rest = int(time[8:10]), time[10:]
    return f"{time[:8]}{day + hours // 24:02d}{rest}"


def alter_assembly(records, random, place):
    old = records[0]
    middle = "2023-06-08T01:02:03.000004+08:00"
    outside = {
        "closesAt": lambda new: first_ballot_outside(new, "closesAt", lambda at: at >= middle),
        "closedAt": lambda new: first_ballot_outside(new, "closedAt", lambda at: at > middle),
        "openedAt": lambda new: first_ballot_outside(new, "openedAt", lambda at: at < middle),
    }
    time = random.choice(list(outside))
    options = [
        ("title", "另一次业主大会", None), ("community", "qita", None), ("assembly", "2024-x", None),
        ("rollPosition", old["rollPosition"] + 1, None), ("closedAt", later(old["closedAt"], 24), None),
        (time, middle, outside[time]), ("openedAt", old["closedAt"], 0),
        ("parkingCounts", not old["parkingCounts"], lambda new: first_parking(new)), ("version", 1, 0),
        ("rollHash", "0" * 64, 0), ("rulesHash", "f" * 64, 1), ("electorate/heads", old["electorate"]["heads"] + 1, 0),
        ("electorate/area", "1.00", 0),
    ]  # fmt: skip
    path, value, named = random.choice(options)
    keep = [path.split("/")[0]] if path.split("/")[0] in ("rollHash", "rulesHash", "electorate") else []
    return setting(records, 0, path, value, named, keep)


def first_parking(records):
    return next((i for i, r in enumerate(records) if r["kind"] == "unit" and r["record"]["use"] == "parking"), None)


def alter_rules(records, random, place):
    pack = records[1]["pack"]
    matter = random.choice(list(pack["approval"]))
    other_pack = pack | {"participation": {"comparison": "atLeast", "ratio": "1/3"}, "name": "另一规则"}
    wrong_ratio = random.choice(["3/2", "1/0", "0/1", "2", "1/2/3", "01/2", "-1/2", "1/2 ", "½", "9" * 5000, "", 1])
    options = [
        (f"pack/approval/{matter}/ratio", wrong_ratio, 1), ("pack/participation/ratio", wrong_ratio, 1),
        (f"pack/approval/{matter}/ratio", "1/5", None), ("pack/participation/ratio", "1/7", None),
        (f"pack/approval/{matter}/comparison", random.choice(["equals", ..., None]), 1),
        ("pack/participation/comparison", "equals", 1), ("pack/participation", ..., 1), ("pack/approval", ..., 1),
        (f"pack/approval/{matter}", ..., lambda new: first(new, kind="item", matter=matter)),
        ("pack/duplicates/policy", "lastCounts", 1), ("pack/silentBallots/policy", "followMajority", 1),
        ("pack/silentBallots", random.choice([..., None, [], "off"]), 1), ("pack", other_pack, None), ("pack", {}, 1),
    ]  # fmt: skip
    path, value, named = random.choice(options)
    tamper = setting(records, 1, path, value, named)
    if tamper and tamper.named == 1:
        tamper.forge = lambda records_: broken_rules(tamper, records_)
    return tamper


def broken_rules(tamper, records):
    """There is no certificate to compute from rules that say nothing."""
    changed = tamper.apply(records)
    changed[0]["rulesHash"] = make_bundle.digest(changed[1]["pack"])
    return changed


def alter_item(records, random, place):
    code = records[place]["item"]
    matter = random.choice(list(records[1]["pack"]["approval"]))
    options = [
        ("title", "另一事项", None), ("matter", matter, None), ("matter", "noSuchMatter", place),
        ("item", "x", lambda new: first(new, kind="ballot", item=code)), ("mandate", {"kind": "x"}, None),
        ("mandate", "x", place), ("mandate?", "x", place),
    ]  # fmt: skip
    if "mandate" in records[place]:
        options.append(("mandate", ..., None))
    if records[place - 1]["kind"] == "item":
        options.append(("item", records[place - 1]["item"], place))
    return setting(records, place, *random.choice(options))


def alter_unit(records, random, place):
    unit, head = records[place]["record"], records[place]["head"]
    codes = {record["record"]["unit"]: index for index, record in enumerate(records) if record["kind"] == "unit"}
    other = random.choice([code for code in codes if code != unit["unit"]])
    other_head = records[codes[other]]["head"]
    fresh = str(uuid.UUID(int=random.getrandbits(128)))
    counts = records[place]["counts"]
    use = "shop" if unit["use"] == "parking" else "parking"

    def ballot(new):
        return first(new, kind="ballot", head=head) if counts else None

    def roll_or_ballot(new):
        conflict = first_roll_conflict(new)
        return conflict if conflict is not None else ballot(new)

    def cited(new):
        places = first(new, kind="ballot", unit=unit["unit"]), first(new, kind="paper", unit=unit["unit"])
        return min((index for index in places if index is not None), default=None)

    options = [
        ("counts", not counts, place), ("head", fresh, roll_or_ballot),
        ("record/area", make_bundle.area_text(make_bundle.area_number(unit["area"]) + 1), ballot),
        ("record/use", use, None if records[0]["parkingCounts"] else place),
        ("record/owners", [fresh], first_roll_conflict),
        ("record/owners", [*unit["owners"], fresh], first_roll_conflict),
        ("record/owners", unit["owners"] * 2, place), ("record/unit", "x", cited),
        ("record/unit", other, max(place, codes[other])), ("record/floor", "99", None), ("record/voter", fresh, None),
        ("record/areaSource", "measured", None), ("record/ownerKind", "company", None),
    ]  # fmt: skip
    if other_head != head:
        options.append(("head", other_head, first_roll_conflict))
    return setting(records, place, *random.choice(options))


def alter_ballot(records, random, place):
    ballot, assembly = records[place], records[0]
    units = [unit for unit in of_kind(records, "unit") if unit["counts"]]
    mine = random.choice([unit["record"]["unit"] for unit in units if unit["head"] == ballot["head"]])
    others = [unit for unit in units if unit["head"] != ballot["head"]]
    stranger = random.choice(others)
    source = first_paper_of(records, ballot, counted=True)
    fresh = str(uuid.UUID(int=random.getrandbits(128)))
    heavier = make_bundle.area_text(make_bundle.area_number(ballot["area"]) + random.choice([1, 100, -1]))
    channel = "paper" if ballot["channel"] == "electronic" else "electronic"
    choice = random.choice([choice for choice in ("for", "against", "abstain") if choice != ballot["choice"]])
    options = [
        ("acceptedAt", assembly["openedAt"], source), ("acceptedAt", "2023-05-31T23:59:59.999999+08:00", place),
        ("acceptedAt", assembly["closesAt"], place), ("area", heavier, place), ("area", heavier, place),
        ("channel", channel, place if source is None else source),
        ("choice", choice, source), ("choice", choice, source),
        ("head", fresh, place), ("head", stranger["head"], place), ("item", "x", place), ("receipt", fresh, None),
        ("unit", "x", place), ("unit", stranger["record"]["unit"], place), ("unit", mine, source),
    ]  # fmt: skip
    silent = [r["record"]["unit"] for r in of_kind(records, "unit") if r["head"] == ballot["head"] and not r["counts"]]
    options += [("unit", code, place) for code in silent]
    if records[place - 1]["kind"] == "ballot":
        options.append(("receipt", records[place - 1]["receipt"], place))
    if random.random() < 0.05:
        return reweigh(records, ballot)
    return setting(records, place, *random.choice(options))


def reweigh(records, ballot):
    """A forger who knows the page gives the unit its new area in the roll and in all ballots of its head."""
    unit = first(records, kind="unit", head=ballot["head"], counts=True)
    heavier = make_bundle.area_text(make_bundle.area_number(ballot["area"]) + 1)

    def edit(all_):
        record = all_[unit]["record"]
        record["area"] = make_bundle.area_text(make_bundle.area_number(record["area"]) + 1)
        for other in of_kind(all_, "ballot"):
            if other["head"] == ballot["head"]:
                other["area"] = heavier

    return Tamper("reweigh", edit, unit)


def alter_paper(records, random, place):
    paper = records[place]
    source = ballot_of(records, paper)
    ballot, counted = records[source], paper["counted"]
    choice = random.choice([choice for choice in ("for", "against", "abstain") if choice != paper["choice"]])
    stranger = random.choice([unit for unit in of_kind(records, "unit") if unit["head"] != paper["head"]])
    evidence = f"{random.getrandbits(256):064x}"
    if not counted and paper["recordedAt"] == ballot["acceptedAt"]:
        return None
    options = [
        ("choice", choice, place if counted else None), ("counted", not counted, source if counted else place),
        ("evidence", evidence, first_disorder), ("head", stranger["head"], place), ("item", "x", place),
        ("recordedAt", "2023-05-31T00:00:00+08:00", place), ("signedOn", "2023-05-01", None), ("unit", "x", place),
        ("recordedAt", "2023-06-30T00:00:00+08:00", place),
        ("unit", stranger["record"]["unit"], place),
    ]  # fmt: skip
    return setting(records, place, *random.choice(options))


def alter_certificate(records, random, place):
    own = make_bundle.SigningKey(b"the forger's own").jwk()
    signature = records[place]["signature"]
    options = [
        ("certificate/ballots", records[place]["certificate"]["ballots"] + 1), ("certificate/version", 1),
        ("certificate/version", True), ("certificate/items", []), ("certificate/records", "0" * 64),
        ("certificate/surplus", 1), ("certificate/title", ...),
        ("key/x", own["x"]), ("key/kid", own["kid"]), ("key", own), ("key/x", records[place]["key"]["x"][:-1] + "_"),
        ("signature", "A" + signature[1:]), ("signature", signature[:-1] + "_"), ("signature", "A" * 86),
        ("certificate/electorate/heads", 0), ("certificate/units", 0), ("certificate/rollPosition", 0),
    ]  # fmt: skip
    path, value = random.choice(options)
    return setting(records, place, path, value, place, ["certificate"])


ALTERATIONS = {
    "assembly": alter_assembly,
    "rules": alter_rules,
    "item": alter_item,
    "unit": alter_unit,
    "ballot": alter_ballot,
    "paper": alter_paper,
    "certificate": alter_certificate,
}
