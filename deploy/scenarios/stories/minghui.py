"""明辉西郊苑: building 13 decides about a lift of its own; buildings 12 and 4 stand in the queue."""

import random

from . import common, register
from .common import Unit, percent

FOLDER = "minghui"
SEED = 139204

NOTES = [
    "From the story: 33 buildings; the owners of building 13 vote for a lift of their own with 92 % in favour, and it is built;",
    "building 12 is to begin next, in June; building 4 prepares its application. There is a flat 701.",
    "",
    "The vote was held in 2016 under a practice that asked for 90 % of the building. Today it is an alteration inside the",
    "building, for which three quarters of those who take part are enough (R-A-01, R-A-03); 92 % passes by both. 92 % is a share",
    "of the building's heads and of its area here; everybody in it took part. The others in the queue stand where they stand:",
    "building 12 votes, building 4 has called its owners.",
    "",
    "Before the vote the committee visits the owners of building 13 in groups. Some object: it takes public land and green, spoils",
    "the view, serves only the high floors, and a car park would be better; having heard of the many old people who live alone,",
    "they change their mind. The shaft meets cables: two fees of together more than 100,000 yuan, of which talks save about",
    "70,000. The corridors of 33 buildings cannot be painted at once: each building's leader hands in a plan, the residents'",
    "committee picks the best and recommends an order to the committee. The services have no amounts of a lift that is being",
    "added, and no plans that compete; what came out of both stands in the published conclusions, in the story's own words.",
    "",
    "Invented from a fixed seed: areas, owners, who owns two flats, floors and doors, how each votes, and the days but for the",
    "order of the buildings. By rule and ours as well: what was heard at each door of building 13, where those up to the third",
    "floor who vote for the lift object at first, and how many came to a meeting. Nobody in it exists.",
]

BUILDINGS = 33


class Minghui:
    def __init__(self):
        self.random = random.Random(SEED)
        self.units = []
        for building in range(1, BUILDINGS + 1):
            # Two doors, seven floors, two flats at each landing; the whole estate has no lift.
            here = [
                Unit(str(building), str(door), floor, f"{floor}0{flat}",
                     (9250, 11870)[flat - 1] + self.random.randint(-80, 80))
                for door in (1, 2) for floor in range(1, 8) for flat in (1, 2)]
            common.give_owners(here, self.random, f"B{building:02d}P", several=8, shared=10)
            self.units += here
        self.heads = common.heads(self.units)
        self.whole = common.weigh(self.heads)
        self.thirteen = [head for head in self.heads if head.building == "13"]
        number = len(self.thirteen)

        def fits(some):
            area, count = common.weigh(some)
            return percent(count, number) == percent(area, common.weigh(self.thirteen)[0]) == "92%"

        agree = set(common.pick(self.random, self.thirteen, fits, common.weigh(self.thirteen)[0] * 923 // 1000))
        self.votes = {head: "for" if head in agree else "against" for head in self.thirteen}
        self.count = common.resolution(self.thirteen, self.votes, common.three_quarters)
        assert self.count.outcome == "passed" and self.count.participation == self.count.electorate
        self.talk()
        self.twelve = [head for head in self.heads if head.building == "12"]
        self.early = self.random.sample(self.twelve, len(self.twelve) // 2)

    def talk(self):
        self.visits = register.Visits(FOLDER, "lift-13")
        self.thirteen_talks, self.corridors = register.Talks("lift-13"), register.Talks("corridors")
        here = [unit for unit in self.units if unit.building == "13"]
        head_of = register.heads_by_unit(here, self.thirteen)
        first, again = [], []
        for unit in here:
            final = self.votes[head_of[unit.code]]
            opinion = "against" if final == "against" or unit.floor <= 3 else "for"
            concerns = [("land", "fairness", "view", "other")[unit.floor % 4]] if opinion == "against" else []
            first.append((unit, "2016-09-10", opinion, concerns, None, f"G{unit.entrance}"))
            if opinion == "against":
                again.append((unit, "2016-09-24", final, [], None, f"G{unit.entrance}"))
        self.first_visits, self.second_visits = self.visits.batch(first), self.visits.batch(again)

    def files(self):
        yield "roll.csv", common.roll(self.units)
        yield "visits-1.csv", self.first_visits
        yield "visits-2.csv", self.second_visits
        yield "papers-13.csv", common.papers(
            FOLDER, "lift-13", [("1", head, choice) for head, choice in self.votes.items()], "2016-11-02")
        yield "papers-12.csv", common.papers(
            FOLDER, "lift-12", [("1", head, "for") for head in self.early], "2018-05-20")
        yield "scenario.yaml", self.script()
        yield "expected.yaml", self.expected()

    def script(self):
        def convene(building, day):
            return common.step(day, f"""convene:
  code: lift-{building}
  title: {building}号楼加装电梯
  scope: {{buildings: ["{building}"]}}
  items:
    - {{code: "1", title: {building}号楼加装电梯, kind: rebuild, alsoKinds: [changeOfUse]}}""")

        return common.header(
            "明辉西郊苑：13号楼加装电梯，12号楼、4号楼排队 (a lift for building 13, and two in the queue)", "minghui", "明辉西郊苑",
            "shanghai", "sufficient", "2016-09-10", "2018-06-01", NOTES) + common.step(
            "2016-09-10", "visits: visits-1.csv") + common.step("2016-09-24", "visits: visits-2.csv") + self.thirteen_talks.step(
            "2016-09-27", "meeting", (("owners", 18), ("committee", 4)),
            "楼里空巢老人多，上下楼困难；原先反对的业主改变了意见") + convene(13, "2016-10-01") + common.step(
            "2016-10-20", "open: lift-13") + common.step(
            "2016-11-04", "papers: {assembly: lift-13, file: papers-13.csv}") + common.step(
            "2016-11-05", "close: lift-13") + self.thirteen_talks.step(
            "2017-02-20", "meeting", (("committee", 3), ("contractor", 2)),
            "井道地下碰到电缆和有线电视线路，两笔费用共计十多万元；与电信公司协商后减少约七万元") + self.corridors.step(
            "2018-01-20", "jointMeeting", (("committee", 3), ("residentsCommittee", 3)),
            "33幢楼的楼道不能同时粉刷：各楼组长向居委会提交“美丽楼道”方案，居委会评审后向业委会推荐粉刷次序") + convene(12, "2018-04-20") + common.step(
            "2018-05-10", "open: lift-12") + common.step(
            "2018-05-25", "papers: {assembly: lift-12, file: papers-12.csv}") + convene(4, "2018-05-28")

    def expected(self):
        figures = common.Figures()
        add = figures.add
        add("buildings", "registry", "roll", "buildings.count", BUILDINGS)
        add("heads of all buildings", "registry", "roll", "heads", self.whole[1])
        figures.count("building 13", "lift-13", "1", self.count)
        self.visits.figures(figures)
        self.thirteen_talks.figures(figures)
        self.corridors.figures(figures)
        for dimension in ("area", "heads"):
            add(f"building 13: in favour, of the {dimension}", "ballots", "assemblies/lift-13",
                f"items[code=1].result.inFavour.{dimension}", "92%", of=f"electorate.{dimension}")
        for building in (13, 12, 4):
            add(f"building {building}: who votes", "ballots", f"assemblies/lift-{building}", "course.scope.buildings", building)
        add("building 12 votes", "ballots", "assemblies/lift-12", "state", "open")
        area, number = common.weigh(self.twelve)
        add("building 12: area of everybody", "ballots", "assemblies/lift-12", "electorate.area", common.square_metres(area))
        add("building 12: heads of everybody", "ballots", "assemblies/lift-12", "electorate.heads", number)
        add("building 12: heads so far", "ballots", "assemblies/lift-12", "items[code=1].participation.heads", len(self.early))
        add("building 4 has called its owners", "ballots", "assemblies/lift-4", "state", "convened")
        return figures.text()


def files():
    return Minghui().files()
