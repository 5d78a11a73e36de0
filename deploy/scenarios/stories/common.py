"""What the stories about ballots have in common: owners, their choices, and the counting by the rules of docs/bundle.md.

Everything is counted here once more with integers, so that the expected figures come from other code than the services'.
"""

import csv
import hashlib
import io
import uuid
from dataclasses import dataclass, field

BANNER = "# Written by deploy/scenarios/generate.py; the format is described in docs/scenarios.md.\n"


def square_metres(hundredths):
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def percent(part, whole, decimals=0):
    """The share as the published figures are held against it: half-up."""
    scale = 10 ** decimals
    share = (part * 100 * scale * 2 + whole) // (whole * 2)
    return f"{share // scale}.{share % scale:0{decimals}d}%" if decimals else f"{share}%"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def person(text):
    """An id for somebody who is no owner."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"tongti:scenario/{text}"))


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


@dataclass
class Unit:
    building: str
    entrance: str
    floor: int
    number: str
    area: int                                       # in 1/100 m²
    use: str = "dwelling"
    owners: list = field(default_factory=list)      # (ref, kind)

    @property
    def code(self):
        return f"{self.building}-{self.entrance}-{self.number}"


@dataclass(frozen=True)
class Head:
    """Owners who count once (R-C-03…07), with the unit that their ballot names and all their area."""
    ref: str
    unit: str
    building: str
    floor: int
    area: int


def give_owners(units, random, prefix="P", several=0, shared=0, company=()):
    """Gives each unit an owner; every `several`-th owner has two units, every `shared`-th unit two owners; 0 is never."""
    order = list(range(len(units)))
    random.shuffle(order)
    number = 0
    while order:
        number += 1
        first = order.pop()
        kind = "company" if units[first].use in company else "person"
        owners = [(f"{prefix}{number:04d}", kind)]
        if shared and number % shared == 0 and kind == "person":
            owners.append((f"{prefix}{number:04d}b", "person"))
        mine = [first]
        if several and number % several == 0 and order and units[order[-1]].use == units[first].use:
            mine.append(order.pop())
        for unit in mine:
            units[unit].owners = owners


def heads(units):
    found = {}
    for unit in units:
        found.setdefault(frozenset(ref for ref, _ in unit.owners), []).append(unit)
    return [
        Head(mine[0].owners[0][0], mine[0].code, mine[0].building, mine[0].floor, sum(unit.area for unit in mine))
        for mine in found.values()
    ]


def roll(units):
    return table(
        ["building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone"],
        ([unit.building, unit.entrance, unit.floor, unit.number, square_metres(unit.area), unit.use, ref, f"业主{ref}", kind, ""]
         for unit in units for ref, kind in unit.owners))


PAPERS = ["item", "unit", "choice", "signed_on", "collector", "witness", "evidence_sha256"]


def papers(story, assembly, ballots, signed_on, collector=lambda head: "C1", witness="W1"):
    """A papers.csv of (item, head, choice)."""
    return table(PAPERS, paper_rows(story, assembly, ballots, signed_on, collector, witness))


def paper_rows(story, assembly, ballots, signed_on, collector=lambda head: "C1", witness="W1"):
    return [
        [item, head.unit, choice, signed_on, collector(head), witness, digest(f"{story}/{assembly}/{item}/{head.unit}")]
        for item, head, choice in ballots]


def papers_of_all_kinds(rows, invalid):
    """A papers.csv of rows of `paper_rows` and of (such a row, why it is invalid)."""
    return table(PAPERS + ["invalid"], [row + [""] for row in rows] + [
        row[:2] + [""] + row[3:] + [reason] for row, reason in invalid])


def votes(rows):
    """A votes.csv of (day, assembly, item, head, choice)."""
    return table(
        ["day", "assembly", "item", "unit", "choice"],
        ([day, assembly, item, head.unit, choice] for day, assembly, item, head, choice in rows))


# -- counting


def weigh(some):
    some = list(some)
    return sum(head.area for head in some), len(some)


@dataclass
class Count:
    electorate: tuple
    inFavour: tuple
    against: tuple
    abstained: tuple
    outcome: str

    @property
    def participation(self):
        return tuple(sum(pair) for pair in zip(self.inFavour, self.against, self.abstained))


def at_least(part, whole, numerator, denominator):
    return all(p * denominator >= w * numerator for p, w in zip(part, whole))


def more_than(part, whole, numerator, denominator):
    return all(p * denominator > w * numerator for p, w in zip(part, whole))


def resolution(everybody, ballots, approves):
    """Counts {head: choice}; `approves` says whether those in favour of those who took part are enough."""
    sides = [weigh(head for head, choice in ballots.items() if choice == side) for side in ("for", "against", "abstain")]
    count = Count(weigh(everybody), *sides, "rejected")
    if not at_least(count.participation, count.electorate, 2, 3):
        count.outcome = "notQuorate"
    elif approves(count.inFavour, count.participation):
        count.outcome = "passed"
    return count


def half(part, whole):
    """过半数"""
    return more_than(part, whole, 1, 2)


def three_quarters(part, whole):
    return at_least(part, whole, 3, 4)


def petition(everybody, signed, numerator, denominator):
    count = Count(weigh(everybody), weigh(signed), (0, 0), (0, 0), "rejected")
    if count.inFavour[1] * denominator >= count.electorate[1] * numerator:
        count.outcome = "passed"
    return count


def noted(everybody, ballots):
    count = resolution(everybody, ballots, half)
    count.outcome = "noted"
    return count


def elect(everybody, ballots, candidates, seats, alternates, least):
    """Counts {head: codes, or none for an abstention}: (count, elected, alternates, all in their order)."""
    took_part = weigh(ballots)
    area, number = took_part
    ranked = []
    for code in candidates:
        won = weigh(head for head, codes in ballots.items() if code in codes)
        ranked.append((won[0] * number + won[1] * area, won[0], code, won))
    ranked.sort(reverse=True)
    # A lot would be drawn by the roll's hash, which differs from run to run.
    assert len({entry[:2] for entry in ranked}) == len(ranked)
    supported = [code for _, _, code, won in ranked if half(won, took_part)]
    ticked = weigh(head for head, codes in ballots.items() if codes)
    blank = weigh(head for head, codes in ballots.items() if not codes)
    count = Count(weigh(everybody), ticked, (0, 0), blank, "rejected")
    elected = supported[:seats]
    if not at_least(took_part, count.electorate, 2, 3):
        count.outcome, elected, supported = "notQuorate", [], []
    elif len(elected) == seats or (len(elected) >= least and 2 * len(elected) > seats):
        count.outcome = "passed"
    return count, elected, supported[len(elected):][:alternates], [code for _, _, code, _ in ranked]


def tick(random, ballots_of, candidates, liked, seats):
    """Ballots of an election: each head ticks the candidates that it likes, each with its own probability."""
    ballots = {}
    for head in ballots_of:
        codes = [code for code in candidates if random.random() < liked(code, head)]
        random.shuffle(codes)
        ballots[head] = sorted(codes[:seats])
    return ballots


def written(codes):
    return "+".join(codes) if codes else "abstain"


def pick(random, some, fits, target):
    """Heads of about the `target` area (in 1/100 m²) of whom `fits` says that they are right."""
    some = list(some)
    for _ in range(20_000):
        random.shuffle(some)
        chosen, area = [], 0
        for head in some:
            if area + head.area <= target:
                chosen.append(head)
                area += head.area
        if fits(chosen):
            return chosen
    raise SystemExit("no such owners were found; choose another seed")


# -- expected.yaml


def quoted(path):
    return f"\"{path}\"" if "?" in path else path


class Figures:
    def __init__(self):
        self.lines = [BANNER + "figures:"]

    def add(self, name, service, path, at, value, community=None, of=None, reader=None):
        extra = (f"community: {community}, " if community else "") + (f"as: {reader}, " if reader else "")
        whole = (f"of: \"{of}\", " if of else "")
        self.lines.append(
            f"  - {{name: \"{name}\", {extra}service: {service}, path: {quoted(path)}, at: \"{at}\", {whole}is: \"{value}\"}}")

    def count(self, name, assembly, item, count, community=None):
        """Everything that is published of an item's count."""
        path, at = f"assemblies/{assembly}", f"items[code={item}]"

        def add(what, member, value):
            self.add(f"{name}: {what}", "ballots", path, f"{at}.{member}", value, community)

        add("outcome", "result.outcome", count.outcome)
        for member in ("inFavour", "against", "abstained"):
            area, number = getattr(count, member)
            add(f"area {member}", f"result.{member}.area", square_metres(area))
            add(f"heads {member}", f"result.{member}.heads", number)
        self.add(f"{name}: area of everybody", "ballots", path, "electorate.area", square_metres(count.electorate[0]), community)
        self.add(f"{name}: heads of everybody", "ballots", path, "electorate.heads", count.electorate[1], community)

    def election(self, name, assembly, item, elected, alternates, ranked, community=None):
        path, at = f"assemblies/{assembly}", f"items[code={item}].result.election"
        self.add(f"{name}: elected, by rank", "ballots", path, f"{at}.elected", " ".join(elected), community)
        self.add(f"{name}: alternates, in order", "ballots", path, f"{at}.alternates", " ".join(alternates), community)
        self.add(f"{name}: all, by rank", "ballots", path, f"{at}.candidates.candidate", " ".join(ranked), community)

    def text(self):
        return "\n".join(self.lines) + "\n"


def header(title, code, name, jurisdiction, fund, first, last, notes, more="", rules=None):
    """The head of a scenario.yaml; `notes` say what the story gives and what is invented."""
    comment = "".join(f"# {line}\n" if line else "#\n" for line in notes)
    return f"""{BANNER}#
{comment}title: "{title}"
community:
  code: {code}
  name: {name}
  jurisdiction: {jurisdiction}
  fundStatus: {fund}
  parkingCounts: false
rules: ../../rules/{rules or jurisdiction}.yaml
{more}firstDay: "{first}"
lastDay: "{last}"
quietDays: skip
steps:
"""


def step(day, deed, community=None):
    """One step; `deed` is YAML that stands below it."""
    where = f"    in: {community}\n" if community else ""
    body = "".join(f"    {line}\n" for line in deed.strip("\n").split("\n"))
    return f"  - day: \"{day}\"\n{where}{body}"


def run_of(assembly, convened, opened, closed, items, title, entered=None, community=None, between="", terms=(),
           after_opening=""):
    """A whole assembly: convened, opened, its papers entered, closed; `terms` say how it is held."""
    held = "".join(f"  {term}\n" for term in terms)
    convene = f"convene:\n  code: {assembly}\n  title: {title}\n{held}  items:\n" + "".join(
        "".join(f"    {line}\n" for line in item.strip("\n").split("\n")) for item in items)
    steps = step(convened, convene, community) + step(opened, f"open: {assembly}", community) + after_opening
    if entered:
        day, file = entered
        steps += step(day, f"papers: {{assembly: {assembly}, file: {file}}}", community)
    return steps + between + step(closed, f"close: {assembly}", community)
