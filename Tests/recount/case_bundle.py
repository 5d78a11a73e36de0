"""Makes the bundle of a golden case; golden/generate.py takes the hash of its roll, on which lots depend."""

import hashlib
import uuid

import make_bundle
from tally import area_number, area_text

OPENED, CLOSES = "2023-06-01T10:00:00+08:00", "2023-06-15T18:00:00+08:00"
IMPORTED, LATE = "2023-06-10T09:00:00+08:00", "2023-06-15T17:59:59+08:00"
KEY = make_bundle.SigningKey(b"golden cases")


def hash_of(*parts):
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def id_of(*parts):
    return str(uuid.UUID(hash_of(*parts)[:32]))


def units_of(heads):
    """One unit for each head, in the order given, so that the codes are in the order of their bytes."""
    made = []
    for number, (head, area) in enumerate(heads.items()):
        owner = id_of("owner", head)
        record = {"area": area_text(area_number(area)), "floor": "1", "ownerKind": "person", "owners": [owner],
                  "unit": f"1-1-{number + 10001}", "use": "dwelling", "voter": owner}  # fmt: skip
        made.append({"counts": True, "head": head, "kind": "unit", "record": record})
    return made


def roll_hash(heads):
    return make_bundle.digest([unit["record"] for unit in units_of(heads)])


def records_of(case, version=5):
    units, closes = units_of(case["heads"]), case.get("closesAt", CLOSES)
    unit_of = {unit["head"]: unit["record"]["unit"] for unit in units}
    place = {item["item"]: number for number, item in enumerate(case["items"])}
    rules = {"approval": case["approval"], "duplicates": {"policy": "firstCounts"},
             "participation": case["participation"],
             "silentBallots": {"policy": case["silentBallots"]}}  # fmt: skip
    if "choices" in case:
        rules["parameters"] = {name: {"value": value} for name, value in case["choices"].items()}
    source = {"basis": "basis", "evidence": hash_of("import"), "importedAt": IMPORTED, "kind": "import",
              "platform": "platform"}  # fmt: skip
    ballots = [ballot_of(case, ballot, unit_of, source) for ballot in case["ballots"]]
    ballots = make_bundle.in_order(ballots, case["items"])
    papers = papers_of(case, ballots, unit_of)
    papers.sort(key=lambda paper: (place[paper["item"]], paper["unit"], paper["evidence"]))
    shows = [show | {"evidence": hash_of("show"), "kind": "show", "recordedAt": LATE, "witness": id_of("witness")}
             for show in sorted(case["shows"], key=lambda show: place[show["item"]])]  # fmt: skip
    deliveries = [{"deliveredOn": delivery.get("on", "2023-06-02"), "evidence": hash_of("delivery", number), "kind": "delivery",
                   "method": "inPerson", "papers": delivery["papers"], "unit": unit_of[delivery["head"]],
                   "warned": delivery["warned"]} for number, delivery in enumerate(case["delivered"])]  # fmt: skip
    deliveries.sort(key=lambda delivery: delivery["unit"])
    assembly = {
        "assembly": "golden", "closedAt": closes, "closesAt": closes, "community": "golden", "electorate": {},
        "kind": "assembly", "openedAt": OPENED, "parkingCounts": False, "rollHash": "", "rollPosition": 1,
        "rulesHash": "",
        "title": case["name"], "version": version,
    }  # fmt: skip
    imports = [source] if any(ballot["channel"] == "imported" for ballot in ballots) else []
    items = [item | {"kind": "item"} for item in case["items"]]
    body = [assembly, {"kind": "rules", "pack": rules}, *items, *units, *deliveries, *imports, *ballots, *papers,
            *shows]
    return make_bundle.certified(make_bundle.with_hashes(body), KEY)


def ballot_of(case, ballot, unit_of, source):
    imported = ballot["channel"] == "imported"
    return ballot | {
        "acceptedAt": IMPORTED, "area": area_text(area_number(case["heads"][ballot["head"]])), "kind": "ballot",
        "receipt": id_of("receipt", ballot["item"], ballot["head"]), "unit": unit_of[ballot["head"]],
    } | ({"evidence": source["evidence"]} if imported else {})  # fmt: skip


def papers_of(case, ballots, unit_of):
    def paper(item, head, number, members):
        return members | {"evidence": hash_of("paper", item, head, number), "head": head, "item": item, "kind": "paper",
                          "signedOn": "2023-06-09", "unit": unit_of[head]}  # fmt: skip

    papers = [paper(b["item"], b["head"], 0, {"choice": b["choice"], "counted": True, "recordedAt": b["acceptedAt"]})
              for b in ballots if b["channel"] == "paper"]  # fmt: skip
    papers += [paper(p["item"], p["head"], number, {"counted": False, "invalid": p["reason"], "recordedAt": LATE})
               for number, p in enumerate(case["invalid"], 1)]  # fmt: skip
    for item, returned in case.get("returned", {}).items():
        missing = returned - sum(paper["item"] == item for paper in papers)
        first = next(ballot for ballot in ballots if ballot["item"] == item) if missing else None
        papers += [paper(item, first["head"], f"duplicate {number}",
                         {"choice": first["choice"], "counted": False, "recordedAt": LATE})
                   for number in range(missing)]  # fmt: skip
    return papers
