"""Builds golden cases from blocks of owners who do the same; what must come out is stated by whoever builds them.

A block is `(how many heads, area of each in hundredths, what they do)`. What they do is said in words: a choice (`for`,
`c1+c2`, …), a channel (`paper`, `imported`), the reason of an invalid paper, `warned` or `told` (the ballot reached
them, with and without the warning), `late` (with it, when the voting was over), `on=` and the day of that,
`papers=100`. On several items it is a dictionary from the item to such words.
Sides are added up from the blocks; the outcome, which side silence joins and who is elected are stated.
"""

import hashlib
import json

from case_bundle import id_of, roll_hash
from tally import area_text

REASONS = ("unsigned", "overVoted", "unclear", "altered", "notAuthorised")
SIDE = {"for": "inFavour", "against": "against", "abstain": "abstained"}
CASES = []


def rule(text):
    """`2/3` is at least, `>1/2` more than the ratio."""
    return {"ratio": text.lstrip(">"), "comparison": "moreThan" if text.startswith(">") else "atLeast"}


def item(code="1", matter="useFund", **members):
    return {"item": code, "title": f"Question {code}", "matter": matter} | members


def resolution(code="1", **members):
    return item(code, **members)


def election(seats, candidates, code="1", alternates=0, least=1, ranking="shares", **members):
    """`candidates` are `c1 c2`, or `c1@3 c2@4` where `seats`, `{"3": 1, "4": 2}`, are allotted to buildings."""
    standing = [dict(zip(("candidate", "building"), name.split("@"))) for name in candidates.split()]
    about = {"alternates": alternates, "candidates": [dict(sorted(entry.items())) for entry in standing],
             "least": least, "ranking": ranking,
             "seats": sum(seats.values()) if isinstance(seats, dict) else seats}  # fmt: skip
    if isinstance(seats, dict):
        about["seatsByBuilding"] = [{"building": name, "seats": number} for name, number in seats.items()]
    return item(code, matter=members.pop("matter", "committeeElection"), form="election", election=about, **members)


def weight(blocks):
    return {"area": area_text(sum(many * area for many, area in blocks)), "heads": sum(many for many, _ in blocks)}


def words_on(what, code):
    return (what.get(code, "") if isinstance(what, dict) else what if code == "1" else "").split()


def choice_in(words):
    known = {*REASONS, "paper", "imported", "warned", "told", "late"}
    return next((word for word in words if word not in known and "=" not in word), None)


def case(name, rules, blocks, outcome, items=None, participation="2/3", approval=">1/2", policy="off", silence=None,
         follow=None, elected=None, returned=None, shows=(), choices=None, closes=None):  # fmt: skip
    """`outcome` (or what gives it for the roll's hash), the sides that `silence` and `follow` join and `elected` are of
    item 1, or dictionaries by item. `returned` is known without being given where only valid and invalid papers came.
    """
    by_item = lambda value: value if isinstance(value, dict) else {"1": value}  # noqa: E731
    items = items or [resolution()]
    approval = approval if isinstance(approval, dict) else {"useFund": approval, "committeeElection": approval}
    used = sorted({matter for entry in items for matter in [entry["matter"], *entry.get("alsoMatters", [])]})
    number = len(CASES) + 1
    heads, ballots, invalid, delivered, lists, returned = {}, [], [], {}, [], dict(returned or {})
    for many, area, what in blocks:
        block = [id_of("head", number, len(heads) + place) for place in range(many)]
        heads |= {head: area_text(area) for head in block}
        lists.append(block)
    for (many, _, what), block in zip(blocks, lists):
        for entry in items:
            words = words_on(what, entry["item"])
            choice = choice_in(words)
            channel = next((word for word in words if word in ("paper", "imported")), "electronic")
            for head in block:
                if choice:
                    ballots.append({"item": entry["item"], "head": head, "choice": choice, "channel": channel})
                invalid += [{"item": entry["item"], "head": head, "reason": word} for word in words if word in REASONS]
                if {"warned", "told", "late"} & set(words):
                    said = dict(word.split("=") for word in words if "=" in word)
                    papers, on = int(said.get("papers", 1)), {"on": said["on"]} if "on" in said else {}
                    delivered[head] = {"head": head, "warned": "told" not in words, "papers": papers} | on
    for entry in items:
        if delivered and entry.get("form") == "election":
            papers = [b["channel"] == "paper" for b in ballots if b["item"] == entry["item"]]
            returned.setdefault(entry["item"], sum(papers) + sum(i["item"] == entry["item"] for i in invalid))
    built = {
        "name": name, "rules": rules.split(), "participation": rule(participation),
        "approval": {matter: rule(approval[matter]) for matter in used}, "silentBallots": policy,
        **({"choices": choices} if choices else {}), **({"closesAt": closes} if closes else {}),
        "rollHash": roll_hash(heads), "heads": heads, "items": items, "ballots": ballots, "invalid": invalid,
        "delivered": list(delivered.values()), **({"returned": returned} if returned else {}), "shows": list(shows),
    }  # fmt: skip
    assert name not in {other["name"] for other in CASES}, name
    outcome = outcome(built["rollHash"]) if callable(outcome) else outcome
    stated = {"silence": by_item(silence), "follow": by_item(follow), "elected": by_item(elected)}
    built["results"] = {
        entry["item"]: result(built, entry, blocks, by_item(outcome)[entry["item"]],
                              {key: value.get(entry["item"]) for key, value in stated.items()})
        for entry in items
    }  # fmt: skip
    CASES.append(built)


def result(built, entry, blocks, outcome, stated):
    code, form = entry["item"], entry.get("form")
    sides = {"for": [], "against": [], "abstain": []}
    silent, spoiled, votes = [], [], {}
    for many, area, what in blocks:
        words = words_on(what, code)
        choice, block = choice_in(words), (many, area)
        if choice == "follow":
            sides[stated["follow"]].append(block)
        elif choice in sides:
            sides[choice].append(block)
        elif choice:
            sides["for"].append(block)
            for name in choice.split("+"):
                votes.setdefault(name, []).append(block)
        elif set(words) & set(REASONS):
            spoiled.append(block)
        elif any("warned" in words_on(what, other["item"]) for other in built["items"]) and stated["silence"]:
            silent.append(block)
            sides[stated["silence"]].append(block)
    for show in built["shows"]:
        if show["item"] == code:
            sides = {side: [(show[name], 0)] for side, name in SIDE.items()}
    found = {SIDE[side]: weight(part) for side, part in sides.items()}
    found |= {"electorate": weight([(many, area) for many, area, _ in blocks]), "outcome": outcome}
    found |= {"silent": weight(silent)} if silent else {}
    found |= {"returnedInvalid": weight(spoiled)} if spoiled else {}
    if form == "election":
        found["election"] = election_result(built, entry, votes, **stated["elected"])
    return dict(sorted(found.items()))


def election_result(built, entry, votes, order, elected=0, alternates=0):
    """`order` lists the candidates by rank, with `=` between those whom the lot decides; the rest: counts or names."""
    ranked = []
    for place in order.split():
        ranked += sorted(place.split("="), key=lambda name: lot(built["rollHash"], entry["item"], name))
    assert sorted(ranked) == sorted(c["candidate"] for c in entry["election"]["candidates"]), ranked
    candidates = [{"candidate": name, "votes": weight(votes.get(name, []))} for name in ranked]
    elected = elected.split() if isinstance(elected, str) else ranked[:elected]
    rest = [name for name in ranked if name not in elected]
    alternates = alternates.split() if isinstance(alternates, str) else rest[:alternates]
    return {"alternates": alternates, "candidates": candidates, "elected": elected}


def lot(*codes):
    return hashlib.sha256("\n".join(["tongti lot 1", *codes]).encode()).digest()


def lines():
    return [json.dumps(built, ensure_ascii=False, separators=(",", ":")) + "\n" for built in CASES]
