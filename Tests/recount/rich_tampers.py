"""Single facts of a bundle with every kind of record, altered; as `tampers`, which has those of plain bundles.

Where the first record to contradict the forgery is not said here (`SOMEWHERE`), it has to be found all the same.
"""

import copy
import uuid

from make_bundle import area_number, area_text, of_kind
from rich_bundle import INVALID, OPENED, POLICIES, stamp
from tampers import Tamper, broken_rules, duplicate, first, setting

SOMEWHERE = object()
KEPT = ["certificate"]  # what is changed cannot be counted
KINDS = ("assembly", "rules", "item", "item", "unit", "delivery", "delivery", "import", "ballot", "ballot", "ballot",
         "paper", "paper", "show")  # fmt: skip


def choose(records, random):
    while True:
        kind = random.choice(KINDS)
        places = [index for index, record in enumerate(records) if record["kind"] == kind]
        make = random.choice((drop, duplicate, reorder, *[ALTERATIONS[kind]] * 6))
        tamper = make(records, random, random.choice(places))
        if tamper and tamper.apply(records) != records:
            return tamper


def drop(records, random, place):
    kind = records[place]["kind"]
    return Tamper(f"drop {kind}", lambda all_: all_.pop(place), place,
                  place if kind in ("assembly", "rules") else SOMEWHERE)


def reorder(records, random, place):
    """The record moves to another place among its kind, or past its end."""
    same = [index for index, record in enumerate(records) if record["kind"] == records[place]["kind"]]
    target = random.choice([index for index in (*same, same[-1] + 1) if index < len(records) - 1])
    if target == place:
        return None
    tamper = Tamper("reorder", lambda all_: all_.insert(target, all_.pop(place)), min(place, target), SOMEWHERE)
    tamper.keep = KEPT if records[place]["kind"] in ("assembly", "rules") else ()
    return tamper


def fresh(random):
    return str(uuid.UUID(int=random.getrandbits(128)))


def pick(records, place, random, options):
    path, value, named, *keep = random.choice(options)
    return setting(records, place, path, value, named, *keep)


def alter_assembly(records, random, place):
    old = records[0]
    scopes = [{"buildings": ["1"]}, {"entrances": ["1-1"]}, {"buildings": ["1", "2", "3"]}, {"buildings": ["9"]}]
    if "scope" in old:
        scopes.append(...)
    options = [("scope", scope, first_of_scope) for scope in scopes] + [
        ("scope", {"buildings": ["1", "1"]}, 0), ("scope", {}, 0),
        ("scope", {"buildings": ["1"], "entrances": ["1-1"]}, 0),
        ("scope", {"buildings": []}, 0), ("form", "meeting", first_electronic), ("form", "electronic", None), ("form", ..., None), ("form", "ballot", 0),
        ("papersUntil", ..., first_after), ("papersUntil", stamp(OPENED), 0),
        ("papersUntil", old["closesAt"], first_after),
        ("papersUntil", old["closedAt"], None),
    ]  # fmt: skip
    return pick(records, 0, random, options)


def first_electronic(records):
    """The ballot that a meeting does not take."""
    return first(records, kind="ballot", channel="electronic")


def first_of_scope(records):
    """The unit that the scope now says otherwise of."""
    ((_, places),) = records[0].get("scope", {"": [""]}).items()
    for index, record in enumerate(records):
        if record["kind"] == "unit":
            inside = any(f"{record['record']['unit']}".startswith(f"{place}-" if place else "") for place in places)
            if record["counts"] != (inside and record["record"]["use"] != "parking"):
                return index
    return None


def first_after(records):
    for index, record in enumerate(records):
        at = record.get("importedAt") or record.get("recordedAt") or record.get("acceptedAt")
        if record["kind"] != "certificate" and at and at >= records[0]["closesAt"]:
            return index
    return None


def alter_rules(records, random, place):
    pack = records[1]["pack"]
    follows = first(records, kind="ballot", choice="follow")
    policy = random.choice([policy for policy in POLICIES if policy != pack["silentBallots"]["policy"]])
    changes = next((index for index, record in enumerate(records) if "replaces" in record), None)
    swapped = pack | {"participation": {"comparison": "moreThan", "ratio": "1/1"}, "name": "另一规则"}
    options = [
        ("pack/silentBallots/policy", policy, SOMEWHERE if follows is not None else None), ("pack", swapped, None),
        ("pack/parameters/voteChange/value", "no", changes), ("pack/parameters/voteChange", ..., changes),
        ("pack/parameters/proxyLimit/value", "0", SOMEWHERE), ("pack/parameters", ..., SOMEWHERE),
        ("pack/parameters/proxyLimit/value", random.choice(["-1", "01", "two", "", 2, None, "1" * 16]), 1),
        ("pack/parameters/voteChange/value", random.choice(["maybe", "", True]), 1),
        ("pack/parameters/voteChange", random.choice([None, "yes", {}]), 1),
        ("pack/parameters/buildingSeats/value", random.choice(["anybody", "", None]), 1),
        ("pack/parameters/excessPapers/value", random.choice(["noted", "", 1]), 1),
        ("pack/parameters/followedMajority/value", random.choice(["larger", "", ["area"]]), 1),
        ("pack/parameters", random.choice([None, [], "x"]), 1),
    ]  # fmt: skip
    tamper = pick(records, 1, random, options)
    if tamper and tamper.named == 1:
        tamper.forge = lambda records_: broken_rules(tamper, records_)
    return tamper


def alter_item(records, random, place):
    item = records[place]
    form = item.get("form")
    options = [("form", "resolution", place, KEPT), ("form", "poll", place, KEPT), ("surplus", 1, place)]
    options += [("alsoMatters", ["noSuchMatter"], place), ("alsoMatters", [], place)]
    if form is None:
        options += [("group", "roof", None), ("group", "other", None),
                    ("alsoMatters", ["raiseFund", "covenant"], None),
                    ("form", "election", place, KEPT), ("form", "petition", place, KEPT), ("share", "1/5", place),
                    ("form", "showOfHands", SOMEWHERE)]  # fmt: skip
        options += [(name, ..., None) for name in ("alsoMatters", "group") if name in item]
    else:
        options += [("group", "roof", place)]
    if form == "petition":
        options += [("share", "1/10", None), ("share", "9/10", None), ("share", "6/5", place),
                    ("share", 1, place, KEPT),
                    ("share", ..., place, KEPT), ("form", "survey", place, KEPT),
                    ("share", "1/0", place, KEPT)]  # fmt: skip
    if form in ("survey", "endorsement"):
        options += [("form", "survey", None), ("form", "endorsement", None), ("form", ..., None),
                    ("form", "petition", place, KEPT)]
    if form == "showOfHands":
        options += [("form", "survey", SOMEWHERE)]
    if form == "election":
        options += election_options(item["election"], place)
    return pick(records, place, random, options)


def election_options(election, place):
    candidates = election["candidates"]
    swapped = [candidates[1], candidates[0], *candidates[2:]]
    renamed = [candidates[0] | {"candidate": candidates[1]["candidate"]}, candidates[1] | {"candidate": "c01"},
               *candidates[2:]]
    listed = lambda code: [*candidates[:-1], {"candidate": code}]  # noqa: E731
    return [
        ("election/candidates", swapped, SOMEWHERE), ("election/candidates", renamed, SOMEWHERE),
        ("election/candidates", candidates[1:], SOMEWHERE), ("election/candidates", [*candidates, {"candidate": "z"}],
                                                             None),
        ("election/candidates", [*candidates, candidates[0]], place),
        ("election/candidates", listed("abstain"), place, KEPT),
        ("election/candidates", listed("follow"), place), ("election/candidates", listed("a+b"), place),
        ("election/candidates", [], place, KEPT), ("election/seats", election["seats"] + 1, None),
        ("election/seats", 0, place),
        ("election/least", election["least"] + 1, None), ("election/least", 0, place),
        ("election/ranking", "age", place, KEPT),
        ("election/alternates", election["alternates"] + 1, None), ("election/ranking", "area", None),
        ("election/ranking", "heads", None), ("election/candidates/0/owner", ..., None), ("election", ..., place, KEPT),
        ("form", "survey", place, KEPT), ("form", ..., place, KEPT), ("election/seats", -1, place, KEPT),
    ]  # fmt: skip


def alter_unit(records, random, place):
    unit = records[place]
    heavier = area_text(area_number(unit["record"]["area"]) + 1)
    options = [("counts", not unit["counts"], place), ("record/area", heavier, SOMEWHERE),
               ("head", fresh(random), SOMEWHERE),
               ("record/use", "shop" if unit["record"]["use"] == "parking" else "parking", SOMEWHERE),
               ("record/unit", f"{'1' if unit['record']['unit'][0] == '3' else '3'}{unit['record']['unit'][1:]}",
                SOMEWHERE),
               ("record/owners", [fresh(random)], SOMEWHERE)]  # fmt: skip
    return pick(records, place, random, options)


def alter_delivery(records, random, place):
    delivery = records[place]
    known = {record["unit"] for record in of_kind(records, "delivery")}
    rest = [unit["record"]["unit"] for unit in of_kind(records, "unit") if unit["record"]["unit"] not in known]
    if random.random() < 0.2 and rest:
        return add_delivery(records, random, delivery | {"unit": random.choice(rest)})
    method = "announcement" if delivery["method"] != "announcement" else "inPerson"
    options = [
        ("warned", not delivery["warned"], None), ("papers", delivery["papers"] + 1, None), ("papers", -1, place, KEPT),
        ("method", method, None), ("method", "pigeon", place), ("unit", "9-9-999", SOMEWHERE),
        ("evidence", "0" * 64, None),
        ("deliveredOn", "2023-06-02", None), ("deliveredOn", "2023-06-30", None), ("deliveredOn", "2023-02-29", place),
    ]  # fmt: skip
    options += [(name, ..., None) for name in ("evidence", "deliveredOn") if name in delivery]
    options += [("unit", code, SOMEWHERE) for code in rest[:1]]
    return pick(records, place, random, options)


def add_delivery(records, random, delivery):
    deliveries = [index for index, record in enumerate(records) if record["kind"] == "delivery"]
    place = next((i for i in deliveries if records[i]["unit"].encode() > delivery["unit"].encode()), deliveries[-1] + 1)
    unit = next(unit for unit in of_kind(records, "unit") if unit["record"]["unit"] == delivery["unit"])
    edit = lambda all_: all_.insert(place, copy.deepcopy(delivery))  # noqa: E731
    return Tamper("add delivery", edit, place, None if unit["counts"] else place)


def alter_import(records, random, place):
    uses = first(records, kind="ballot", evidence=records[place]["evidence"])
    options = [("importedAt", records[0]["openedAt"], uses), ("importedAt", records[0]["papersUntil"], place),
               ("platform", "别的平台", None), ("basis", "别的依据", None),
               ("evidence", f"{random.getrandbits(256):064x}", SOMEWHERE),
               ("basis", ..., place)]  # fmt: skip
    return pick(records, place, random, options)


def alter_ballot(records, random, place):
    ballot = records[place]
    item = next(item for item in of_kind(records, "item") if item["item"] == ballot["item"])
    source = first(records, kind="paper", item=ballot["item"], head=ballot["head"], counted=True)
    unit = next(unit for unit in of_kind(records, "unit") if unit["record"]["unit"] == ballot["unit"])
    if random.random() < 0.15:
        return move_proxy(records, random, place)
    if random.random() < 0.1:
        return reweigh(records, ballot)
    own = {"authority": "0" * 64, "holder": unit["record"]["owners"][0]}
    options = [
        ("area", area_text(area_number(ballot["area"]) + 1), place), ("choice", "perhaps", place),
        ("choice", "", place),
        ("proxy", own, place), ("surplus", 1, place), ("receipt", fresh(random), None),
        ("choice", "for" if item.get("form") == "election" else "c01", place), ("choice", "against+for", place),
    ]  # fmt: skip
    options += [("channel", channel, place) for channel in ("imported", "post",
                                                            "paper") if channel != ballot["channel"]]
    if "proxy" in ballot:
        options += [("proxy/authority", "1" * 64, source), ("proxy", ..., source), ("proxy/holder", "x", place)]
    if ballot["channel"] == "imported":
        other = next(record["evidence"] for record in of_kind(records,
                                                              "import") if record["evidence"] != ballot["evidence"])
        options += [("channel", "electronic", place), ("evidence", other, place), ("evidence", ..., place),
                    ("replaces", [{"acceptedAt": records[0]["openedAt"], "choice": ballot["choice"],
                                   "receipt": fresh(random)}],
                     place)]  # fmt: skip
    else:
        options += [("evidence", of_kind(records, "import")[0]["evidence"], place)]
    if ballot["channel"] == "paper":
        options += [("channel", "electronic", SOMEWHERE)]
    if "replaces" in ballot:
        options += replaces_options(records, random, place)
    if item.get("form") == "election":
        options += choice_options(item, ballot, place, source)
    return pick(records, place, random, options)


def choice_options(item, ballot, place, source):
    codes = [candidate["candidate"] for candidate in item["election"]["candidates"]]
    chosen = ballot["choice"].split("+")
    others = [code for code in codes if code not in chosen]
    options = [("choice", "+".join(codes[: item["election"]["seats"] + 1]), place),
               ("choice", f"{codes[0]}+{codes[0]}", place),
               ("choice", "abstain+c01", place), ("choice", others[-1], source),
               ("choice", f"{codes[1]}+{codes[0]}", place),
               ("choice", f"{ballot['choice']}+", place)]  # fmt: skip
    return options


def replaces_options(records, random, place):
    changed = records[place]["replaces"]
    options = [
        ("replaces", ..., SOMEWHERE), ("replaces", [], place), ("replaces/0/choice", "perhaps", place),
        ("replaces/0/receipt", records[place]["receipt"], place), ("replaces/0/receipt", fresh(random), None),
        ("replaces/0/acceptedAt", "2023-05-31T00:00:00+08:00", place), ("channel", "paper", place),
        ("replaces/0/acceptedAt", records[0]["closesAt"], place), ("replaces", changed[1:] or ..., SOMEWHERE),
    ]  # fmt: skip
    if len(changed) == 2 and changed[0]["acceptedAt"] != changed[1]["acceptedAt"]:
        options += [("replaces", changed[::-1], place)] * 3
    return options


def move_proxy(records, random, place):
    """To a ballot of another head."""
    others = [index for index, record in enumerate(records)
              if record["kind"] == "ballot" and record["head"] != records[place]["head"]]  # fmt: skip
    if "proxy" not in records[place] or not others:
        return None
    other = random.choice(others)

    def edit(all_):
        all_[other]["proxy"] = all_[place].pop("proxy")

    return Tamper("move proxy", edit, min(place, other), SOMEWHERE)


def reweigh(records, ballot):
    """A forger who knows the page gives a unit its new area in the roll and in all ballots of its head."""
    unit = first(records, kind="unit", head=ballot["head"], counts=True)

    def edit(all_):
        record = all_[unit]["record"]
        record["area"] = area_text(area_number(record["area"]) + 100)
        for other in of_kind(all_, "ballot"):
            if other["head"] == ballot["head"]:
                other["area"] = area_text(area_number(other["area"]) + 100)

    return Tamper("reweigh", edit, unit)


def alter_paper(records, random, place):
    paper = records[place]
    options = [("signedOn", "2023-06-16", place), ("signedOn", "2023-05-01", None), ("item", "7", place),
               ("recordedAt", records[0]["papersUntil"], place), ("evidence", "0" * 64, SOMEWHERE),
               ("head", fresh(random), place), ("unit", "9-9-999", SOMEWHERE)]  # fmt: skip
    if "invalid" in paper:
        reason = random.choice([reason for reason in INVALID if reason != paper["invalid"]])
        options += [("invalid", reason, None), ("invalid", "torn", place), ("counted", True, place),
                    ("choice", "for", place),
                    ("invalid", ..., place)]  # fmt: skip
    else:
        options += [("invalid", "unclear", place), ("choice", ..., place), ("choice", "perhaps", place),
                    ("counted", not paper["counted"], SOMEWHERE)]  # fmt: skip
    if paper["counted"]:
        options += [("proxy", {"authority": "0" * 64, "holder": fresh(random)}, place)]
        options += [("proxy", ..., place)] * ("proxy" in paper)
    return pick(records, place, random, options)


def alter_show(records, random, place):
    show = records[place]
    options = [("inFavour", show["inFavour"] + 1, None), ("against", 0, None), ("abstained", 9, None),
               ("item", "1", place),
               ("witness", fresh(random), None), ("evidence", "0" * 64, None),
               ("recordedAt", records[0]["papersUntil"], place),
               ("recordedAt", records[0]["openedAt"], None), ("item", "10", None), ("item", "x", place)]  # fmt: skip
    return pick(records, place, random, options)


ALTERATIONS = {
    "assembly": alter_assembly, "rules": alter_rules, "item": alter_item, "unit": alter_unit,
    "delivery": alter_delivery,
    "import": alter_import, "ballot": alter_ballot, "paper": alter_paper, "show": alter_show,
}  # fmt: skip
