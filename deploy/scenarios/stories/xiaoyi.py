"""新义街道: two old compounds without a manager become one area and elect a property management committee."""

import dataclasses
import random

from . import common, register
from .common import Unit

FOLDER = "xiaoyi"
SEED = 583028

NOTES = [
    "From the story: 盐业小区, built in 1999, 30 households, left by its owner-unit for more than 20 years; together with 市药材",
    "58 households, so that the second compound has 28. In June 2021, after wide consultation, the 58 households of both elect a",
    "property management committee and its director (「我同意」), and the two become one management area.",
    "",
    "A joint electorate needs a joint roll: the owners of each compound agree first, the two become one area, and the area",
    "elects. The heads of each compound are its households: nobody owns two flats here.",
    "",
    "Old neighbours go from door to door, hear people and bring ballots; renovation items come from regular consultations.",
    "",
    "Invented from a fixed seed: areas, owners, doors and floors, how each votes, how many raise a hand for the director, the",
    "candidates, the name of the joint area, the day on which the owner-unit ended, and the days. By rule and ours as well:",
    "what was heard at each door (it goes by how people vote later), who brought which ballot, how many came to the",
    "consultation, and the words of its conclusion. Nobody in it exists.",
]

AREA = "xinyi"
COMPOUNDS = (("yanye", "盐业小区", 30), ("yaocai", "市药材小区", 28))
CANDIDATES = [f"c{number:02d}" for number in range(1, 8)]
SEATS, ALTERNATES, LEAST = 5, 1, 5
HANDS = (55, 0, 3)


class Xiaoyi:
    def __init__(self):
        self.random = random.Random(SEED)
        self.units = {"yanye": self.build(3, 5), "yaocai": self.build(2, 7)}
        for (code, _, households), prefix in zip(COMPOUNDS, ("Y", "M")):
            assert len(self.units[code]) == households
            common.give_owners(self.units[code], self.random, prefix, shared=8)
        self.heads = {code: common.heads(units) for code, units in self.units.items()}
        assert [len(self.heads[code]) for code, _, _ in COMPOUNDS] == [30, 28]
        self.agree()
        # In the area the building of the second compound is called 2.
        for unit in self.units["yaocai"]:
            unit.building = "2"
        self.everybody = common.heads(self.units["yanye"] + self.units["yaocai"])
        assert len(self.everybody) == 58
        self.elect()
        self.deliver()
        for unit in self.units["yaocai"]:
            unit.building = "1"

    def build(self, doors, floors):
        return [
            Unit("1", str(door), floor, f"{floor}0{flat}", (5820, 7160)[flat - 1] + self.random.randint(-40, 40))
            for door in range(1, doors + 1) for floor in range(1, floors + 1) for flat in (1, 2)]

    def agree(self):
        self.wishes, self.agreed = {}, {}
        for code, some in self.heads.items():
            took_part = self.random.sample(some, len(some) - 3)
            self.wishes[code] = {
                head: "against" if place < 2 else "abstain" if place == 2 else "for" for place, head in enumerate(took_part)}
            self.agreed[code] = common.resolution(some, self.wishes[code], common.half)
            assert self.agreed[code].outcome == "passed"
        self.visits, self.visited = {}, {}
        for code, units in self.units.items():
            self.visits[code] = register.Visits(FOLDER + "/" + code, "merge")
            head_of = register.heads_by_unit(units, self.heads[code])
            rows = []
            for unit in units:
                opinion = {"for": "for", "against": "against", "abstain": "undecided"}.get(
                    self.wishes[code].get(head_of[unit.code]), "notMet")
                rows.append((unit, register.after("2021-04-11", unit.floor), opinion,
                             ["cost"] if opinion == "against" else [], None, f"L{unit.entrance}"))
            self.visited[code] = self.visits[code].batch(rows)

    def elect(self):
        chosen = self.random.sample(self.everybody, len(CANDIDATES))
        self.stand = dict(zip(CANDIDATES, chosen))
        liking = dict(zip(CANDIDATES, (.71, .88, .78, .66, .84, .74, .12)))
        took_part = self.random.sample(self.everybody, 56)
        self.election = common.tick(self.random, took_part, CANDIDATES, lambda code, _: liking[code], SEATS)
        self.elected = common.elect(self.everybody, self.election, CANDIDATES, SEATS, ALTERNATES, LEAST)
        count, elected, alternates, _ = self.elected
        assert count.outcome == "passed" and len(elected) == SEATS and len(alternates) == ALTERNATES

    def deliver(self):
        """From door to door, a neighbour for each entrance; where nobody votes it is made public instead."""
        # Copies: the second compound's building has its name of the area only for a while.
        units = [dataclasses.replace(unit) for unit in self.units["yanye"] + self.units["yaocai"]]
        self.head_of = register.heads_by_unit(units, self.everybody)
        self.register = register.Deliveries(FOLDER, "pmc", units)
        self.talks = register.Talks("pmc")
        away = [unit for unit in units if self.head_of[unit.code] not in self.election]
        first = [(unit, None if unit in away else "inPerson", "2021-06-02", f"L{unit.building}{unit.entrance}")
                 for unit in units]
        self.first_deliveries = self.register.batch(first)
        self.second_deliveries = self.register.batch(
            [(unit, "announcement", "2021-06-05", f"L{unit.building}{unit.entrance}") for unit in away])
        self.voted = {unit.code for unit in units if unit not in away}

    def files(self):
        for code, _, _ in COMPOUNDS:
            yield f"{code}/roll.csv", common.roll(self.units[code])
            yield f"{code}/visits.csv", self.visited[code]
            yield f"{code}/papers.csv", common.papers(
                FOLDER, f"{code}/merge", [("1", head, choice) for head, choice in self.wishes[code].items()], "2021-05-05")
        yield "papers.csv", common.papers(
            FOLDER, "pmc", [("1", head, common.written(codes)) for head, codes in self.election.items()], "2021-06-14",
            lambda head: f"L{head.building}{head.unit.split('-')[1]}")
        yield "deliveries-1.csv", self.first_deliveries
        yield "deliveries-2.csv", self.second_deliveries
        yield "scenario.yaml", self.script()
        yield "expected.yaml", self.expected()

    def script(self):
        further = "further:\n" + "".join(f"""  - community:
      code: {code}
      name: {name}
      jurisdiction: xiaoyi
      fundStatus: none
      parkingCounts: false
      street: 新义街道
{'''      ownerUnit: {name: 原产权单位, isDefunct: true, defunctSince: "2000-12-31"}
''' if code == 'yanye' else ''}""" for code, name, _ in COMPOUNDS)
        candidates = "".join(
            f"      - {{candidate: {code}, ownerRef: {head.ref}}}\n" for code, head in self.stand.items())
        parts = ", ".join(code for code, _, _ in COMPOUNDS)
        agreeing = "".join(
            common.step("2021-04-10", "manage: {mode: none, basis: 原产权单位已不存在，无人管理}", code)
            if code == "yanye" else "" for code, _, _ in COMPOUNDS)
        for code, name, _ in COMPOUNDS:
            agreeing += common.step("2021-04-10", f"""convene:
  code: merge
  title: {name}业主大会
  items:
    - code: "1"
      title: 与相邻小区合并为一个物业管理区域
      kind: other
      mandate: {{kind: mergeCommunities, from: [{parts}]}}""", code)
        for code, _, _ in COMPOUNDS:
            agreeing += common.step("2021-04-24", f"visits: {code}/visits.csv", code)
        for deed, day in (("open: merge", "2021-04-28"), (None, "2021-05-08"), ("close: merge", "2021-05-10")):
            for code, _, _ in COMPOUNDS:
                agreeing += common.step(day, deed or f"papers: {{assembly: merge, file: {code}/papers.csv}}", code)
        favour, against, abstained = HANDS
        return common.header(
            "孝义新义街道：两个小区，一个物管会 (two compounds, one property management committee)", AREA, "盐业药材片区", "xiaoyi", "none",
            "2021-04-10", "2021-07-02", NOTES, further) + agreeing + common.step("2021-05-12", """merge:
  basis: 两个小区业主大会分别同意合并
  from:
    - {community: yanye}
    - {community: yaocai, buildings: [{before: "1", after: "2"}]}""") + self.talks.step(
            "2021-05-30", "meeting", (("owners", 12), ("residentsCommittee", 2)),
            "小区管理会诊：先修排污管道、硬化路面、更换单元门、施划车位；推选公道热心的人进物管会") + common.run_of(
            "pmc", "2021-05-14", "2021-06-01", "2021-06-15", [f"""
- code: "1"
  title: 选举物业管理委员会
  kind: committeeElection
  form: election
  mandate: {{kind: seatCommittee, body: pmc, bodyKind: propertyManagementCommittee}}
  election:
    seats: {SEATS}
    alternates: {ALTERNATES}
    least: {LEAST}
    ranking: shares
    candidates:
{candidates}""", "- code: \"2\"\n  title: 推选主任\n  kind: other\n  form: showOfHands"],
            "选举物业管理委员会", ("2021-06-15", "papers.csv"), after_opening=common.step(
                "2021-06-02", "deliveries: {assembly: pmc, file: deliveries-1.csv}") + common.step(
                "2021-06-05", "deliveries: {assembly: pmc, file: deliveries-2.csv}"), between=common.step("2021-06-15", f"""hands:
  assembly: pmc
  item: "2"
  inFavour: {favour}
  against: {against}
  abstained: {abstained}
  evidence: {common.digest('xiaoyi/hands')}
  witness: {common.person('xiaoyi/witness')}""")) + common.step("2021-06-16", f"""seat:
  code: pmc
  kind: propertyManagementCommittee
  origin: elected
  elected: {{assembly: pmc, item: "1"}}
  offices:
    - {{candidate: {self.elected[1][0]}, office: chair}}""") + common.step(
            "2021-06-17", "manage: {mode: pmc, manager: 物业管理委员会, basis: 五十八户选举产生物业管理委员会}")

    def expected(self):
        figures = common.Figures()
        add = figures.add
        for code, _, households in COMPOUNDS:
            figures.count(f"{code}, merging", "merge", "1", self.agreed[code], code)
            add(f"{code}: households that became part of the area", "registry", "mergers", f"parts[community={code}].units",
                households)
            add(f"{code}: heads that became part of the area", "registry", "mergers", f"parts[community={code}].heads",
                households)
        whole = common.weigh(self.everybody)
        add("households of the area", "registry", "roll", "units", 58)
        add("heads of the area", "registry", "roll", "heads", 58)
        add("area that counts", "registry", "roll", "area", common.square_metres(whole[0]))
        add("heads of the first compound", "registry", "roll", "buildings[building=1].heads", 30)
        add("heads of the second compound", "registry", "roll", "buildings[building=2].heads", 28)
        count, elected, alternates, ranked = self.elected
        figures.count("election", "pmc", "1", count)
        figures.election("election", "pmc", "1", elected, alternates, ranked)
        for code, _, _ in COMPOUNDS:
            self.visits[code].figures(figures, code)
        self.talks.figures(figures)
        self.register.figures(figures, self.voted, set())
        register.effect(figures, "pmc", "2021-06-15")
        add("hands for the director", "ballots", "assemblies/pmc", "items[code=2].result.inFavour.heads", HANDS[0])
        add("a show of hands decides nothing", "ballots", "assemblies/pmc", "items[code=2].result.outcome", "noted")
        add("PMC: members", "registry", "bodies", "bodies[code=pmc].serving", SEATS)
        add("PMC: alternates", "registry", "bodies", "bodies[code=pmc].alternates", ALTERNATES)
        add("PMC: came by", "registry", "bodies", "bodies[code=pmc].origin", "elected")
        add("managed by", "registry", "management", "modes[since=2021-06-17].mode", "pmc")
        return figures.text()


def files():
    return Xiaoyi().files()
