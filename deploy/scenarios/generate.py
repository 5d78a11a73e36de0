#!/usr/bin/env python3
"""Writes the files of the scenarios that are made up to fit published totals.

    python3 deploy/scenarios/generate.py            writes every scenario into its folder
    python3 deploy/scenarios/generate.py --check    exits 1 where a file differs from what would be written, or is one too many

The stories give totals (units, lifts, price, households paid); everything below them is invented from a fixed seed: areas,
owners, days of payment. Nobody in these files exists. The expected figures are computed here with integers, in another
language and by other code than the services'. Stories about money are in this file, those about ballots in `stories/`.
"""

import csv
import datetime
import hashlib
import io
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).parent

sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
from stories import common, jinhua, jinshan, minghui, register, shuangqiao, xiaoyi  # noqa: E402


class Story:
    """The totals that a scenario has to come out at, and the seed for the rest."""

    def __init__(self, **facts):
        self.__dict__.update(facts)


RUNFENG = Story(
    folder="runfeng", seed=20230717, title="润枫欣尚：没有维修资金的十八部电梯 (eighteen lifts without a maintenance fund)",
    code="runfeng", name="润枫欣尚", jurisdiction="beijing", rules="../../rules/beijing.yaml", fund="none",
    buildings=6, floors=30, per_floor=6, lifts=3, rate=179300, rate_text="17.93", threshold=(1, 2), threshold_text="1/2",
    paid_units=954, advance_per_lift=7_000_000, cost=7_000_000,
    convened="2023-03-01", opened="2023-03-17", closed="2023-03-28", advanced="2023-03-30",
    paying_from="2023-04-01", paying_to="2023-07-14", last_day="2023-07-17", works=(1, 12, 13, 15),
    crossing=("2023-04-12", "2023-06-18"), mistaken=None, refunded=None,
    notes=(
        "From the story: six buildings, 1080 households, 18 lifts, no fund; 17.93 yuan for each square metre; the company advances",
        "420,000 yuan and one lift of each building is repaired first; works begin in a building at half of what it owes; in July",
        "2023 all 18 lifts run and 954 households have paid. Several meetings about the money, experts, a report on 2023-07-17.",
        "Invented from a fixed seed: areas, owners, votes, days of payment, and how many came to a meeting. The words of its",
        "conclusion are ours as well. Nobody in it exists."),
    talks=(
        ("2023-03-04", "meeting", (("propertyManagementCommittee", 3), ("property", 2), ("maintainer", 2), ("owners", 12)),
         "没有维修资金：拟按房本面积每平方米17.93元筹集，物业公司先行垫资，每栋楼先修一部电梯", ()),
        ("2023-03-08", "expertOpinion", (), "针对居民的顾虑逐项论证，研究最优的大修方案", ("电梯大修方案论证意见",)),
        ("2023-07-17", "report", (("street", 2), ("propertyManagementCommittee", 3), ("property", 1), ("owners", 60)),
         "十八部电梯全部大修完毕并投入使用；1080户中954户已缴费", ())))

SANLOU = Story(
    folder="sanlou", seed=40805, title="三栋小院：四成即动工 (three buildings, works begin at forty per cent)",
    code="sanlou", name="三栋小院", jurisdiction="national", rules="../../rules/national.yaml", fund="insufficient",
    buildings=3, floors=11, per_floor=4, lifts=2, rate=80050, rate_text="8.005", threshold=(40, 100), threshold_text="40%",
    paid_units=101, advance_per_lift=3_150_050, cost=2_999_999,
    convened="2024-02-20", opened="2024-03-08", closed="2024-03-11", advanced="2024-03-12",
    paying_from="2024-03-12", paying_to="2024-04-12", last_day="2024-04-20", works=(0, 3, 4, 4),
    crossing=("2024-03-16", "2024-04-06"), mistaken=(3, "B"), refunded="2024-04-20", notes=(), talks=())

ASSEMBLY = "lifts"
ITEM = "1"
CAMPAIGN = f"{ASSEMBLY}-{ITEM}"
MISTAKE = "advance-wrong"


def day(text):
    return datetime.date.fromisoformat(text)


def fen(amount):
    return f"{amount // 100}.{amount % 100:02d}"


def share(area, rate):
    """Price in 1/10000 yuan times area in 1/100 m², half-up to the fen."""
    return (rate * area + 5000) // 10000


class World:
    def __init__(self, story):
        self.story = story
        self.random = random.Random(story.seed)
        self.units = []       # (building, floor, unit, area, use)
        self.owners = {}      # unit index -> [(ref, kind)]
        self.make_units()
        self.make_owners()
        self.due = [share(unit[3], story.rate) for unit in self.units]
        self.make_votes()
        self.make_payments()
        self.talks = register.Talks(ASSEMBLY)

    # -- who lives here

    def make_units(self):
        layouts = [5234, 6180, 7412, 8850, 9677, 10050]
        for building in range(1, self.story.buildings + 1):
            for floor in range(1, self.story.floors + 1):
                for door in range(1, self.story.per_floor + 1):
                    area = layouts[(door - 1) % len(layouts)] + self.random.randint(-199, 199)
                    use = "shop" if floor == 1 else "dwelling"
                    self.units.append((building, floor, f"{floor}{door:02d}", area, use))

    def make_owners(self):
        """Most units have one owner; some owners have several units, some units several owners; a developer has a rest."""
        count = len(self.units)
        order = list(range(count))
        self.random.shuffle(order)
        developer = order[: max(2, count // 120)]
        for unit in developer:
            self.owners[unit] = [("D1", "developer")]
        rest = order[len(developer):]
        number = 0
        position = 0
        while position < len(rest):
            number += 1
            kind = "company" if self.units[rest[position]][4] == "shop" and number % 3 == 0 else "person"
            size = 1
            if number % 23 == 0:
                size = 3
            elif number % 11 == 0:
                size = 2
            mine = rest[position: position + size]
            refs = [(f"P{number:04d}", kind)]
            if number % 9 == 0 and kind == "person":
                refs.append((f"P{number:04d}b", "person"))
            for unit in mine:
                self.owners[unit] = refs
            position += len(mine)

    def heads(self):
        """Sets of owners with the units that they own (R-C-03…07)."""
        heads = {}
        for unit in range(len(self.units)):
            heads.setdefault(frozenset(ref for ref, _ in self.owners[unit]), []).append(unit)
        return heads

    # -- how they vote

    def make_votes(self):
        self.votes = []
        self.papers = []
        heads = sorted(self.heads().items(), key=lambda entry: entry[1][0])
        total = len(heads)
        self.random.shuffle(heads)
        self.tally = {"for": [0, 0], "against": [0, 0], "abstain": [0, 0]}
        for number, (_, units) in enumerate(heads[: total * 83 // 100]):
            choice = "against" if number % 14 == 5 else "abstain" if number % 31 == 7 else "for"
            area = sum(self.units[unit][3] for unit in units)
            self.tally[choice][0] += area
            self.tally[choice][1] += 1
            (self.papers if number % 5 == 0 else self.votes).append((units[0], choice))
        self.electorate = (sum(unit[3] for unit in self.units), total)

    # -- how they pay

    def make_payments(self):
        """Each building crosses the threshold on a day of its own; at the end exactly the wanted number has paid in full."""
        story = self.story
        count = len(self.units)
        order = list(range(count))
        self.random.shuffle(order)
        paying = set(order[: story.paid_units])
        first, last = day(story.paying_from), day(story.paying_to)
        early, late = day(story.crossing[0]), day(story.crossing[1])
        self.payments = []    # (day, unit, amount)
        for unit in range(count):
            building = self.units[unit][0]
            # By this day about half of the building's payers have paid.
            half = early + (late - early) * (building - 1) / max(1, story.buildings - 1)
            if self.random.random() < 0.5:
                when = first + datetime.timedelta(days=self.random.randint(0, max(0, (half - first).days)))
            else:
                when = half + datetime.timedelta(days=self.random.randint(0, max(0, (last - half).days)))
            due = self.due[unit]
            if unit not in paying:
                if self.random.random() < 0.3:      # a part, and never the rest
                    self.payments.append((when, unit, due // 3))
                continue
            style = self.random.random()
            if style < 0.06:                        # in two parts
                part = due * 2 // 5
                self.payments.append((when, unit, part))
                later = min(last, when + datetime.timedelta(days=self.random.randint(1, 20)))
                self.payments.append((later, unit, due - part))
            elif style < 0.08:                      # rounded up to full hundreds of yuan: overpaid
                self.payments.append((when, unit, (due + 9999) // 10000 * 10000))
            else:
                self.payments.append((when, unit, due))
        self.payments.sort(key=lambda payment: (payment[0], payment[1]))
        self.refund = self.overpayment() if story.refunded else None

    def overpayment(self):
        """The first unit that paid too much, and by how much."""
        paid = [0] * len(self.units)
        for _, unit, amount in self.payments:
            paid[unit] += amount
        return next((unit, paid[unit] - due) for unit, due in enumerate(self.due) if paid[unit] > due)

    def figures(self):
        story = self.story
        paid = [0] * len(self.units)
        funded = {}
        members = {b: [u for u in range(len(self.units)) if self.units[u][0] == b] for b in range(1, story.buildings + 1)}
        days = sorted({payment[0] for payment in self.payments})
        for today in days:
            for when, unit, amount in self.payments:
                if when == today:
                    paid[unit] += amount
            for building, units in members.items():
                counted = sum(min(paid[u], self.due[u]) for u in units)
                if building not in funded and counted * story.threshold[1] >= sum(self.due[u] for u in units) * story.threshold[0]:
                    funded[building] = today
        return paid, funded, members

    # -- files

    def unit_code(self, unit):
        return f"{self.units[unit][0]}-1-{self.units[unit][2]}"

    def files(self):
        story = self.story
        yield "roll.csv", table(
            ["building", "entrance", "floor", "unit", "area_m2", "use", "owner_ref", "owner_name", "owner_kind", "phone"],
            ([b, 1, floor, name, fen(area), use, ref, f"业主{ref}", kind, ""]
             for unit, (b, floor, name, area, use) in enumerate(self.units) for ref, kind in self.owners[unit]))
        lifts = [(b, chr(ord("A") + n)) for b in range(1, story.buildings + 1) for n in range(story.lifts)]
        yield "lifts.csv", table(
            ["building", "entrance", "lift", "registration_code", "rescue_code", "first_floor", "last_floor", "skips",
             "installed_on", "next_inspection_on", "maintainer", "maintainer_phone"],
            ([b, 1, lift, f"3110{story.seed % 10000:04d}{b:02d}{ord(lift):03d}", f"{story.seed % 1000:03d}{b}{ord(lift) % 100:02d}",
              "1", str(story.floors), "", "2011-09-01", f"{int(story.last_day[:4]) + 1}-03-31", "某电梯维保公司", ""]
             for b, lift in lifts))
        yield "votes.csv", table(
            ["day", "assembly", "item", "unit", "choice"],
            ([story.opened, ASSEMBLY, ITEM, self.unit_code(unit), choice] for unit, choice in self.votes))
        yield "papers.csv", table(
            ["item", "unit", "choice", "signed_on", "collector", "witness", "evidence_sha256"],
            ([ITEM, self.unit_code(unit), choice, story.opened, "C1", "W1",
              hashlib.sha256(f"{story.folder}/{self.unit_code(unit)}".encode()).hexdigest()]
             for unit, choice in self.papers))
        channels = ["transfer", "counter", "qr"]
        yield "payments.csv", table(
            ["reference", "unit", "amount_yuan", "paid_at", "channel", "payer"],
            ([f"{story.code}-{number:05d}", self.unit_code(unit), fen(amount),
              f"{when}T{8 + number % 12:02d}:{number % 60:02d}:00+08:00", channels[number % 3], ""]
             for number, (when, unit, amount) in enumerate(self.payments, 1)))
        yield "scenario.yaml", self.script()
        yield "expected.yaml", self.expected()

    def script(self):
        story = self.story
        start, inspect, back, complete = story.works
        advance = "".join(
            f"        - {{lift: {b}-1-A, amount: \"{fen(story.advance_per_lift)}\"}}\n" for b in range(1, story.buildings + 1))
        mistake = refund = ""
        if story.mistaken:
            building, lift = story.mistaken
            mistake = common.step(story.advanced, f"""advance:
  campaign: {CAMPAIGN}
  reference: {MISTAKE}
  lender: propertyCompany
  amount: "{fen(story.advance_per_lift)}"
  lifts:
    - {{lift: {building}-1-{lift}, amount: "{fen(story.advance_per_lift)}"}}""") + common.step(
                story.advanced,
                f"reverseAdvance: {{campaign: {CAMPAIGN}, advance: {MISTAKE}, reason: 同一栋楼的另一部电梯，重复登记}}")
        if self.refund:
            unit, amount = self.refund
            refund = common.step(
                story.refunded,
                f"refund: {{campaign: {CAMPAIGN}, unit: {self.unit_code(unit)}, reference: refund-1, amount: \"{fen(amount)}\"}}")
        held = {entry[0]: self.talks.step(*entry) for entry in story.talks}
        before = "".join(step for day_, step in held.items() if day_ < story.opened)
        after = "".join(step for day_, step in held.items() if day_ > story.advanced)
        notes = "".join(f"# {line}\n" for line in ("",) + story.notes).replace("# \n", "#\n") if story.notes else ""
        return f"""{common.BANNER}{notes}title: "{story.title}"
community:
  code: {story.code}
  name: {story.name}
  jurisdiction: {story.jurisdiction}
  fundStatus: {story.fund}
  parkingCounts: false
rules: {story.rules}
firstDay: "{story.convened}"
lastDay: "{story.last_day}"
payments: {CAMPAIGN}
steps:
  - day: "{story.convened}"
    convene:
      code: {ASSEMBLY}
      title: 电梯大修与费用筹集
      items:
        - code: "{ITEM}"
          title: 按房本面积每平方米 {story.rate_text} 元筹集电梯大修费用
          kind: raiseFund
          mandate:
            kind: collect
            rate: "{story.rate_text}"
            scope: {{}}
            threshold: "{story.threshold_text}"
            basis: amount
            releases: {{work: overhaul, workClass: majorRepair}}
{before}  - day: "{story.opened}"
    open: {ASSEMBLY}
  - day: "{story.closed}"
    papers: {{assembly: {ASSEMBLY}, file: papers.csv}}
  - day: "{story.closed}"
    close: {ASSEMBLY}
  - day: "{story.advanced}"
    advance:
      campaign: {CAMPAIGN}
      reference: advance-1
      lender: propertyCompany
      amount: "{fen(story.advance_per_lift * story.buildings)}"
      lifts:
{advance}{mistake}{after}{refund}works:
  startAfter: {start}
  inspectAfter: {inspect}
  returnAfter: {back}
  completeAfter: {complete}
  cost: "{fen(story.cost)}"
"""

    def expected(self):
        story = self.story
        paid, funded, members = self.figures()
        full = [unit for unit in range(len(self.units)) if paid[unit] >= self.due[unit]]
        assert len(full) == story.paid_units, (len(full), story.paid_units)
        assert len(funded) == story.buildings, funded
        lines = ["# Written by deploy/scenarios/generate.py; the format is described in docs/scenarios.md.", "figures:"]

        def figure(name, service, path, at, value, reader=None):
            who = f"as: {reader}, " if reader else ""
            lines.append(
                f"  - {{name: \"{name}\", {who}service: {service}, path: {path}, at: \"{at}\", is: \"{value}\"}}")

        campaign = f"campaigns/{CAMPAIGN}"
        lifts = story.buildings * story.lifts
        figure("units on the roll", "registry", "roll", "units", len(self.units))
        figure("heads", "registry", "roll", "heads", self.electorate[1])
        figure("area that counts", "registry", "roll", "area", fen(self.electorate[0]))
        figure("the item passed", "ballots", f"assemblies/{ASSEMBLY}", f"items[code={ITEM}].result.outcome", "passed")
        for choice, member in (("for", "inFavour"), ("against", "against"), ("abstain", "abstained")):
            area, heads = self.tally[choice]
            figure(f"area {choice}", "ballots", f"assemblies/{ASSEMBLY}", f"items[code={ITEM}].result.{member}.area", fen(area))
            figure(f"heads {choice}", "ballots", f"assemblies/{ASSEMBLY}", f"items[code={ITEM}].result.{member}.heads", heads)
        figure("amount due", "funds", campaign, "due", fen(sum(self.due)))
        figure("received", "funds", campaign, "paid", fen(sum(paid) - (self.refund[1] if self.refund else 0)))
        figure("households", "funds", campaign, "households", len(self.units))
        figure("households paid in full", "funds", campaign, "paidHouseholds", len(full))
        for building, units in members.items():
            figure(f"building {building}: due", "funds", campaign, f"buildings[building={building}].due",
                   fen(sum(self.due[u] for u in units)))
            figure(f"building {building}: released on", "funds", campaign, f"buildings[building={building}].fundedOn",
                   funded[building])
            figure(f"building {building}: households paid", "funds", campaign, f"buildings[building={building}].paidUnits",
                   sum(1 for u in units if paid[u] >= self.due[u]))
        figure("advance still owed", "funds", f"{campaign}/advances", "owed", fen(story.advance_per_lift * story.buildings))
        if story.mistaken:
            building, lift = story.mistaken
            advances = f"{campaign}/advances"
            figure("mistaken advance: taken back on", "funds", advances, f"items[reference={MISTAKE}].reversedOn", story.advanced)
            figure("lent by advances that hold", "funds", advances, "amount", fen(story.advance_per_lift * story.buildings))
            figure("mistaken advance: left in the books", "funds", "ledger", f"accounts[account=advances:{MISTAKE}].balance", "0.00")
            figure("mistaken advance: its lift is released on", "workorders", "orders?limit=500",
                   f"items[lift={building}-1-{lift}].releasedOn", funded[building])
            figure("notices: advance-reversed", "notices", "notices?limit=500", "notices[kind=advance-reversed].count", 1)
        if self.refund:
            unit, amount = self.refund
            figure("given back", "funds", f"{campaign}/refunds?limit=500", "items.amount.sum", fen(amount), reader="auditor")
            statement = f"{campaign}/units/{self.unit_code(unit)}"
            figure("who paid too much: paid", "funds", statement, "paid", fen(self.due[unit]), reader="collector")
            figure("who paid too much: still overpaid", "funds", statement, "overpaid", "0.00", reader="collector")
        if story.talks:
            talks = common.Figures()
            self.talks.figures(talks)
            lines += talks.lines[1:]
        figure("all accounts sum to zero", "funds", "ledger", "total", "0.00")
        figure("work orders", "workorders", "orders?limit=500", "items.count", lifts)
        figure("work orders completed", "workorders", "orders?limit=500", "items[state=completed].count", lifts)
        figure("lifts in use", "workorders", "lifts", "inUse", lifts)
        figure("lifts whose works are done", "workorders", "lifts", "done", lifts)
        share_text = (len(full) * 1000 * 2 + len(self.units)) // (2 * len(self.units))
        figure("share of households that the board shows", "notices", "board", "campaigns.figures.paidPercent",
               f"{share_text // 10}.{share_text % 10}")
        figure("lifts done that the board shows", "notices", "board", "liftsDone", lifts)
        return "\n".join(lines) + "\n"


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def main():
    check = sys.argv[1:] == ["--check"]
    differing = []
    written = [(story.folder, World(story).files()) for story in (RUNFENG, SANLOU)]
    written += [(story.FOLDER, story.files()) for story in (jinhua, jinshan, minghui, shuangqiao, xiaoyi)]
    for folder, files in written:
        strangers = {path for path in (HERE / folder).rglob("*") if path.is_file()}
        for name, content in files:
            path = HERE / folder / name
            strangers.discard(path)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.encode())
            elif not path.exists() or path.read_bytes() != content.encode():
                differing.append(str(path.relative_to(HERE)))
        if check:
            differing += sorted(str(path.relative_to(HERE)) for path in strangers)
    if differing:
        print("not as generated: " + ", ".join(differing), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
