"""锦绣金山: a committee of seven with two alternates, and seven sets of rules in one meeting."""

import random

from . import common, register
from .common import Unit, percent

FOLDER = "jinshan"
SEED = 252721

NOTES = [
    "From the story: 252 households and 21 building doors, delivered in 2003. On 2017-11-23 a new committee of seven members",
    "and two alternates; its director is a retired manager, one deputy an engineer who takes the works, the other a teacher",
    "who takes the resources. In March an owners' meeting passes seven sets of rules, each with its own result; those on",
    "vehicles, for which people had gone from door to door, find 90 % support.",
    "",
    "Whether March was that of 2018 or of 2019 is not clear; it is 2018 here. Nor is it said what 90 % is a share of: it is one",
    "of the area and of the heads that took part. Both meetings are counted by today's rules, because packs begin with the",
    "Civil Code.",
    "",
    "Invented from a fixed seed: areas, owners, who owns two flats, how each votes, the days but for 2017-11-23, the",
    "candidates, the names and texts of the rules but for those on vehicles, and all counts that are not named above.",
    "By rule and ours as well: what was heard at each door (it goes by how people vote on the rules on vehicles later), by",
    "which of the three who went there, how many came to the meeting, and the words of its conclusion. The suite keeps no",
    "register of vehicles. Nobody in it exists.",
]

CANDIDATES = [f"c{number:02d}" for number in range(1, 12)]
SEATS, ALTERNATES, LEAST = 7, 2, 5
# Those who were elected second and third, by their seats.
DEPUTIES = ((2, "works"), (3, "resources"))
RULES = (
    ("业主大会议事规则", "rulesOfProcedure", 93), ("小区管理规约", "covenant", 95), ("小区车辆管理规定", "covenant", 90),
    ("业主委员会工作规则", "other", 91), ("公共收益使用规定", "other", 88), ("装修与垃圾清运规定", "other", 96),
    ("文明养宠公约", "other", 79))
VEHICLES = 3


class Jinshan:
    def __init__(self):
        self.random = random.Random(SEED)
        # Seven buildings with three doors each, six floors with two flats.
        self.units = [
            Unit(str(building), str(door), floor, f"{floor}0{flat}", (8650, 12440)[flat - 1] + self.random.randint(-90, 90))
            for building in range(1, 8) for door in range(1, 4) for floor in range(1, 7) for flat in (1, 2)]
        assert len(self.units) == 252
        assert len({(unit.building, unit.entrance) for unit in self.units}) == 21
        common.give_owners(self.units, self.random, several=31, shared=9)
        self.heads = common.heads(self.units)
        self.whole = common.weigh(self.heads)
        self.elect()
        self.decide()
        self.knock()

    def elect(self):
        """Eleven stand for seven seats, and at least nine of them find more than half."""
        self.stand = dict(zip(CANDIDATES, self.random.sample(self.heads, len(CANDIDATES))))
        liking = dict(zip(CANDIDATES, (.74, .80, .69, .86, .64, .77, .60, .72, .67, .22, .15)))
        took_part = self.random.sample(self.heads, len(self.heads) * 86 // 100)
        blank = set(took_part[:4])
        self.election = common.tick(
            self.random, took_part, CANDIDATES, lambda code, head: 0 if head in blank else liking[code], SEATS)
        self.elected = common.elect(self.heads, self.election, CANDIDATES, SEATS, ALTERNATES, LEAST)
        count, elected, alternates, _ = self.elected
        assert count.outcome == "passed" and len(elected) == 7 and len(alternates) == 2

    def decide(self):
        took_part = self.random.sample(self.heads, len(self.heads) * 82 // 100)
        area, number = common.weigh(took_part)
        self.ballots, self.counts = [], []
        for _, _, support in RULES:
            def fits(some):
                share, count = common.weigh(some)
                return percent(share, area) == percent(count, number) == f"{support}%"

            agree = set(common.pick(self.random, took_part, fits, area * support // 100))
            others = [head for head in took_part if head not in agree]
            unsure = set(others[::4])
            ballots = {
                head: "for" if head in agree else "abstain" if head in unsure else "against" for head in took_part}
            self.ballots.append(ballots)
            self.counts.append(common.resolution(self.heads, ballots, common.half))
        assert len(self.counts) == 7 and all(count.outcome == "passed" for count in self.counts)
        # Those who vote by telephone answer all seven.
        self.online = set(took_part[::12])

    def knock(self):
        """Branch, committee and company go from door to door about the vehicles."""
        self.visits = register.Visits(FOLDER, "vehicles")
        self.talks = register.Talks("vehicles")
        ballots = self.ballots[VEHICLES - 1]
        head_of = register.heads_by_unit(self.units, self.heads)
        rows = []
        for place, unit in enumerate(self.units):
            opinion = {"for": "for", "against": "against", "abstain": "undecided"}.get(
                ballots.get(head_of[unit.code]), "notMet")
            concerns = [("fairness", "cost", "other")[place % 3]] if opinion == "against" else []
            rows.append((unit, register.after("2018-02-03", int(unit.building)), opinion, concerns, None,
                         ("branch", "committee", "company")[place % 3]))
        self.visited = self.visits.batch(rows)

    def files(self):
        yield "roll.csv", common.roll(self.units)
        yield "visits.csv", self.visited
        yield "papers-election.csv", common.papers(
            FOLDER, "election", [("1", head, common.written(codes)) for head, codes in self.election.items()], "2017-11-21")
        items = [(str(place), ballots) for place, ballots in enumerate(self.ballots, 1)]
        yield "papers-rules.csv", common.papers(
            FOLDER, "rules",
            [(item, head, choice) for item, ballots in items for head, choice in ballots.items() if head not in self.online],
            "2018-03-25")
        yield "votes.csv", common.votes(
            ("2018-03-19", "rules", item, head, choice) for item, ballots in items for head, choice in ballots.items()
            if head in self.online)
        yield "scenario.yaml", self.script()
        yield "expected.yaml", self.expected()

    def script(self):
        elected = self.elected[1]
        candidates = "".join(
            f"      - {{candidate: {code}, ownerRef: {head.ref}}}\n" for code, head in self.stand.items())
        return common.header(
            "锦绣金山：七名委员、七份规章 (seven members and seven sets of rules)", "jinshan", "锦绣金山", "xiamen", "insufficient",
            "2017-11-01", "2018-03-31", NOTES) + common.run_of(
            "election", "2017-11-01", "2017-11-17", "2017-11-23", [f"""
- code: "1"
  title: 选举业主委员会
  kind: committeeElection
  form: election
  mandate: {{kind: seatCommittee, body: committee-2017}}
  election:
    seats: {SEATS}
    alternates: {ALTERNATES}
    least: {LEAST}
    ranking: shares
    candidates:
{candidates}"""], "业主委员会选举", ("2017-11-22", "papers-election.csv")) + common.step("2017-11-23", f"""seat:
  code: committee-2017
  kind: ownersCommittee
  origin: elected
  elected: {{assembly: election, item: "1"}}
  offices:
    - {{candidate: {elected[0]}, office: chair}}""") + "".join(
            common.step("2017-11-28", f"assign: {{body: committee-2017, seat: {seat}, office: deputy, portfolios: [{work}]}}")
            for seat, work in DEPUTIES) + common.step(
            "2018-02-11", "visits: visits.csv") + self.talks.step(
            "2018-02-25", "meeting", (("committee", 7), ("property", 2), ("owners", 16)),
            "逐户征求意见并登记车辆之后，把车辆管理规定提交业主大会表决") + common.run_of(
            "rules", "2018-03-01", "2018-03-18", "2018-03-30", [
                f"- code: \"{place}\"\n  title: {title}\n  kind: {kind}\n"
                f"  mandate: {{kind: adoptRules, document: {common.digest(f'{FOLDER}/{title}')}}}"
                for place, (title, kind, _) in enumerate(RULES, 1)],
            "七份规章制度", ("2018-03-28", "papers-rules.csv"))

    def expected(self):
        figures = common.Figures()
        add = figures.add
        add("households on the roll", "registry", "roll", "units", 252)
        add("heads", "registry", "roll", "heads", self.whole[1])
        add("area that counts", "registry", "roll", "area", common.square_metres(self.whole[0]))
        count, elected, alternates, ranked = self.elected
        figures.count("election", "election", "1", count)
        figures.election("election", "election", "1", elected, alternates, ranked)
        add("committee: members", "registry", "bodies", "bodies[code=committee-2017].serving", 7)
        add("committee: alternates", "registry", "bodies", "bodies[code=committee-2017].alternates", 2)
        for seat, work in DEPUTIES:
            add(f"committee: office of seat {seat}", "registry", "bodies/committee-2017", f"members[seat={seat}].office",
                "deputy", reader="committee")
            add(f"committee: seat {seat} takes care of", "registry", "bodies/committee-2017", f"members[seat={seat}].portfolios",
                work, reader="committee")
        add("committee: since", "registry", "bodies", "bodies[code=committee-2017].seatedOn", "2017-11-23")
        for place, ((_, _, support), count) in enumerate(zip(RULES, self.counts), 1):
            figures.count(f"rules {place}", "rules", str(place), count)
            for dimension in ("area", "heads"):
                add(f"rules {place}{' (vehicles)' if place == VEHICLES else ''}: support, of the {dimension}", "ballots",
                    "assemblies/rules", f"items[code={place}].result.inFavour.{dimension}", f"{support}%",
                    of=f"items[code={place}].participation.{dimension}")
        self.visits.figures(figures)
        self.talks.figures(figures)
        add("sets of rules", "ballots", "assemblies/rules", "items.count", 7)
        return figures.text()


def files():
    return Jinshan().files()
