"""锦桦大厦: two towers, 421 households, and lifts about which high and low floors do not agree."""

import random

from . import common, register
from .common import Unit, percent

FOLDER = "jinhua"
SEED = 421105

NOTES = [
    "From the story: two towers of 33 floors, two of them below ground; 421 households; six lifts, the middle one of each tower",
    "stopping at floor 17 and above only; commerce up to floor 5. A first ballot on paper at the end of 2019 with yes and no each",
    "close to half: not passed. In 2020 nearly 80 % of the owners agree to an open letter. 105 owners apply for a property",
    "management committee, against Guangzhou's 10 %; it is formed in 2021 and runs the change-over election, whose director and",
    "most members live high up. The ballot on the renewal scheme: 94.6 % took part, and 97.1 % of them agreed.",
    "",
    "94.6 % and 97.1 % are no shares of 421 households, so they are shares of area here; heads are published beside them.",
    "The story does not say who paid: the item uses the fund and alters the lifts, so that three quarters are needed, and it",
    "carries no mandate. The first ballot is counted by today's rules, because packs begin with the Civil Code; it failed by any.",
    "",
    "The story also has salons at weekends to which few came, answers of experts, a joint meeting with its four issues, an",
    "explanation of the law, opinions collected door by door before the second ballot, and a fair agenda for the low floors.",
    "",
    "Invented from a fixed seed: areas, owners, who owns two flats, how each votes, the days, the two schemes of the first",
    "ballot as alternatives, the candidates, the names of towers and all counts that are not named above. By rule and ours as",
    "well: who was met at which door below floor 17 and what they said (it goes by how they vote later), which ballots were",
    "delivered how, three papers without a signature, how many came to a meeting, and the words of its conclusion.",
    "Nobody in it exists.",
]

TOWERS = ("N", "S")
HIGH = 17
CANDIDATES = [f"c{number:02d}" for number in range(1, 11)]
SEATS, ALTERNATES, LEAST = 7, 2, 5


class Jinhua:
    def __init__(self):
        self.random = random.Random(SEED)
        self.units = []
        for tower in TOWERS:
            # Floors 6 to 31: eight flats each; below them shops.
            for floor in range(6, 32):
                for door in range(1, 9):
                    area = (5260, 6835, 7420, 8815)[door % 4] + self.random.randint(-60, 60)
                    self.units.append(Unit(tower, "1", floor, f"{floor}{door:02d}", area))
        for tower, floor, area in (("N", 1, 61240), ("N", 3, 58875), ("S", 1, 60310), ("S", 3, 57720), ("S", 5, 44690)):
            self.units.append(Unit(tower, "1", floor, f"{floor}01", area, "shop"))
        assert len(self.units) == 421
        common.give_owners(self.units, self.random, several=19, shared=12, company=("shop",))
        self.heads = common.heads(self.units)
        self.whole = common.weigh(self.heads)
        self.first_ballot()
        self.letter()
        self.signatures()
        self.change_over()
        self.second_ballot()
        self.talk()
        self.deliver()

    # -- what people do

    def first_ballot(self):
        """High floors want the lifts as they are, low floors want doors: both schemes come out about half and half."""
        took_part = self.random.sample(self.heads, len(self.heads) * 84 // 100)
        area, number = common.weigh(took_part)
        high = [head for head in took_part if head.floor >= HIGH]
        low = [head for head in took_part if head.floor < HIGH]

        def near_half(some):
            share, count = common.weigh(some)
            return all(part * 2 < whole and part * 100 > whole * 46 for part, whole in ((share, area), (count, number)))

        undecided = set(self.random.sample(took_part, 9))
        some_high = self.random.sample(high, len(high) * 79 // 100)
        as_they_are = common.pick(
            self.random, [head for head in some_high + self.random.sample(low, len(low) // 7) if head not in undecided],
            near_half, area * 485 // 1000)
        favoured = set(as_they_are)
        with_doors = common.pick(
            self.random, [head for head in took_part if head not in favoured and head not in undecided], near_half,
            area * 475 // 1000)
        doors = set(with_doors)
        self.first = [
            {head: "for" if head in favoured else "abstain" if head in undecided else "against" for head in took_part},
            {head: "for" if head in doors else "abstain" if head in undecided else "against" for head in took_part},
        ]
        # Alterations need three quarters; using the fund needs more than half. Neither gets it.
        self.first_counts = [
            common.resolution(self.heads, self.first[0], common.half),
            common.resolution(self.heads, self.first[1], common.three_quarters),
        ]
        assert [count.outcome for count in self.first_counts] == ["rejected", "rejected"]

    def letter(self):
        agree = self.random.sample(self.heads, len(self.heads) * 797 // 1000)
        self.agreed = {head: "for" for head in agree}
        self.letter_count = common.noted(self.heads, self.agreed)
        assert percent(self.letter_count.inFavour[1], self.whole[1]) == "80%" and len(agree) * 5 < len(self.heads) * 4

    def signatures(self):
        self.signed = self.random.sample(self.heads, 105)
        self.petition = common.petition(self.heads, self.signed, 1, 10)
        assert self.petition.outcome == "passed" and percent(105, 421, 1) == "24.9%"

    def change_over(self):
        """Ten stand for seven seats; most of those who win live high up."""
        people = [head for head in self.heads if "-1-" in head.unit and head.floor > 5]
        high = self.random.sample([head for head in people if head.floor >= HIGH], 7)
        low = self.random.sample([head for head in people if head.floor < HIGH], 3)
        self.stand = dict(zip(CANDIDATES, high[:5] + low[:2] + high[5:] + low[2:]))
        liking = dict(zip(CANDIDATES, (.86, .82, .78, .75, .72, .69, .66, .62, .59, .25)))
        took_part = self.random.sample(self.heads, len(self.heads) * 81 // 100)
        blank = set(took_part[:6])
        self.election = common.tick(
            self.random, took_part, CANDIDATES, lambda code, head: 0 if head in blank else liking[code], SEATS)
        self.elected = common.elect(self.heads, self.election, CANDIDATES, SEATS, ALTERNATES, LEAST)
        count, elected, alternates, _ = self.elected
        assert count.outcome == "passed" and len(elected) == SEATS and len(alternates) == ALTERNATES
        assert self.stand[elected[0]].floor >= HIGH
        assert sum(self.stand[code].floor >= HIGH for code in elected) > SEATS // 2

    def second_ballot(self):
        def share(of, decimal):
            return lambda some: percent(common.weigh(some)[0], of, 1) == decimal

        took_part = common.pick(self.random, self.heads, share(self.whole[0], "94.6%"), self.whole[0] * 946 // 1000)
        area = common.weigh(took_part)[0]
        agree = set(common.pick(self.random, took_part, share(area, "97.1%"), area * 971 // 1000))
        others = [head for head in took_part if head not in agree]
        unsure = set(others[::3])
        self.second = {
            head: "for" if head in agree else "abstain" if head in unsure else "against" for head in took_part}
        self.second_count = common.resolution(self.heads, self.second, common.three_quarters)
        assert self.second_count.outcome == "passed"
        # Every ninth votes by telephone, all others on paper.
        self.online = [head for number, head in enumerate(took_part) if number % 9 == 4]

    def talk(self):
        """Two rounds from door to door below floor 17; what is heard there goes by how people vote later."""
        chance = random.Random(SEED + 1)
        self.visits = register.Visits(FOLDER, "second-ballot")
        self.lifts_talks, self.joint, self.law = (
            register.Talks(topic) for topic in ("lifts", "joint-meeting", "second-ballot"))
        head_of = register.heads_by_unit(self.units, self.heads)
        first, again = [], []
        for unit in self.units:
            if not 6 <= unit.floor < HIGH:
                continue
            final = {"for": "for", "against": "against", "abstain": "undecided"}.get(
                self.second.get(head_of[unit.code]), "notMet")
            opinion = final
            if final == "for":
                opinion = chance.choices(("for", "undecided", "against", "notMet"), (45, 30, 15, 10))[0]
            concerns = [chance.choice(("fairness", "cost", "structure"))] if opinion in ("undecided", "against") else []
            visitor = f"V{TOWERS.index(unit.building) + 1}"
            first.append((unit, register.after("2021-11-22", unit.floor), opinion, concerns,
                          "2022-02-28" if opinion == "undecided" else None, visitor))
            if opinion != "for":
                again.append((unit, register.after("2022-02-01", unit.floor), final, [], None, visitor))
        self.first_visits, self.second_visits = self.visits.batch(first), self.visits.batch(again)

    def deliver(self):
        """Who takes part got a ballot; of the others every third door stays shut, and half of those are reached later."""
        self.head_of = register.heads_by_unit(self.units, self.heads)
        self.register = register.Deliveries(FOLDER, "second-ballot", self.units)
        online = set(self.online)
        away = [unit for unit in self.units if self.head_of[unit.code] not in self.second]
        shut = away[::3]
        first = [
            (unit, None if unit in shut else "electronic" if self.head_of[unit.code] in online else "inPerson", "2022-03-21",
             self.collector(unit)) for unit in self.units]
        again = [(unit, ("inPerson", "announcement")[place % 2], "2022-03-28", self.collector(unit))
                 for place, unit in enumerate(shut)]
        self.first_deliveries, self.second_deliveries = self.register.batch(first), self.register.batch(again)
        known = {unit.code for unit in away if unit not in shut}
        self.unsigned = [head for head in self.heads if head not in self.second and head.unit in known][:3]

    @staticmethod
    def collector(place):
        """Each tower has two, one for the low and one for the high floors."""
        return f"C{TOWERS.index(place.building) * 2 + (2 if place.floor >= HIGH else 1)}"

    # -- the files

    def files(self):
        def batch(assembly, ballots, day):
            return common.papers(FOLDER, assembly, ballots, day)

        yield "roll.csv", common.roll(self.units)
        yield "lifts.csv", self.lifts()
        yield "papers-1.csv", batch(
            "first-ballot", [(item, head, choice) for item, ballots in zip("12", self.first)
                             for head, choice in ballots.items()], "2019-12-20")
        yield "papers-letter.csv", batch("letter", [("1", head, "for") for head in self.agreed], "2020-06-14")
        yield "papers-petition.csv", batch("petition", [("1", head, "for") for head in self.signed], "2021-02-14")
        yield "papers-election.csv", batch(
            "change-over", [("1", head, common.written(codes)) for head, codes in self.election.items()], "2021-10-10")
        online = set(self.online)
        def second(ballots):
            return common.paper_rows(FOLDER, "second-ballot", ballots, "2022-04-02", self.collector)

        yield "papers-2.csv", common.papers_of_all_kinds(
            second([("1", head, choice) for head, choice in self.second.items() if head not in online]),
            [(row, "unsigned") for row in second([("1", head, "") for head in self.unsigned])])
        yield "visits-1.csv", self.first_visits
        yield "visits-2.csv", self.second_visits
        yield "deliveries-1.csv", self.first_deliveries
        yield "deliveries-2.csv", self.second_deliveries
        yield "votes.csv", common.votes(
            ("2022-03-26", "second-ballot", "1", head, self.second[head]) for head in self.online)
        yield "scenario.yaml", self.script()
        yield "expected.yaml", self.expected()

    def lifts(self):
        """A and C serve every floor, B in the middle none from 2 to 16."""
        skipped = "+".join(str(floor) for floor in range(2, HIGH))
        return common.table(
            ["building", "entrance", "lift", "registration_code", "rescue_code", "first_floor", "last_floor", "skips",
             "installed_on", "next_inspection_on", "maintainer", "maintainer_phone"],
            ([tower, 1, lift, f"31104401{index}{place:03d}", f"4401{index}{place}", "B2" if lift != "B" else "1", "31",
              "" if lift != "B" else skipped, "2000-06-01", "2022-12-31", "某电梯维保公司", ""]
             for index, tower in enumerate(TOWERS, 1) for place, lift in enumerate("ABC", 1)))

    def script(self):
        candidates = "".join(
            f"      - {{candidate: {code}, ownerRef: {head.ref}}}\n" for code, head in self.stand.items())
        elected = self.elected[1]
        owners = [head.ref for head in self.random_owners()]
        members = "".join(f"    - {{ownerRef: {ref}{', office: deputy' if place == 0 else ''}}}\n"
                          for place, ref in enumerate(owners))
        return common.header(
            "锦桦大厦：两次表决之间 (two ballots on six lifts)", "jinhua", "锦桦大厦", "guangzhou", "sufficient", "2019-11-10",
            "2022-04-28", NOTES) + common.run_of(
            "first-ballot", "2019-11-10", "2019-12-02", "2019-12-28", [
                "- code: \"1\"\n  title: 整体更换六部电梯，停靠楼层不变\n  kind: useFund\n  group: scheme",
                "- code: \"2\"\n  title: 整体更换六部电梯，并为中间电梯加开低层梯门\n  kind: useFund\n  alsoKinds: [rebuild]\n  group: scheme",
            ], "更换电梯方案（第一次书面表决）", ("2019-12-26", "papers-1.csv"), terms=("form: written", "convener: committee")) + self.salons() + common.run_of(
            "letter", "2020-05-08", "2020-06-01", "2020-06-20", [
                "- code: \"1\"\n  title: 告全体业主一封信：搁置争议，出行安全优先\n  kind: other\n  form: endorsement",
            ], "告全体业主一封信", ("2020-06-18", "papers-letter.csv")) + common.run_of(
            "petition", "2021-01-05", "2021-01-25", "2021-02-20", [
                "- code: \"1\"\n  title: 联名申请组建物业管理委员会\n  kind: other\n  form: petition\n  share: \"10%\"",
            ], "申请组建物业管理委员会", ("2021-02-19", "papers-petition.csv")) + common.step(
            "2021-02-22", "apply:\n  petition: {assembly: petition, item: \"1\"}") + common.step(
            "2021-05-20", f"""seat:
  code: pmc
  kind: propertyManagementCommittee
  origin: appliedFor
  listPostedOn: "2021-05-01"
  members:
    - {{person: {common.person('jinhua/street')}, represents: street, office: chair}}
    - {{person: {common.person('jinhua/committee')}, represents: residentsCommittee, office: deputy}}
    - {{person: {common.person('jinhua/housing')}, represents: housingDepartment}}
    - {{person: {common.person('jinhua/company')}, represents: propertyCompany}}
{members}""") + common.run_of(
            "change-over", "2021-09-01", "2021-09-20", "2021-10-15", [f"""
- code: "1"
  title: 业主委员会换届选举
  kind: committeeElection
  form: election
  mandate: {{kind: seatCommittee, body: committee-2}}
  election:
    seats: {SEATS}
    alternates: {ALTERNATES}
    least: {LEAST}
    ranking: shares
    candidates:
{candidates}"""], "业主委员会换届选举", ("2021-10-12", "papers-election.csv"),
            terms=("convener: propertyManagementCommittee",)) + common.step(
            "2021-10-18", f"""seat:
  code: committee-2
  kind: ownersCommittee
  origin: elected
  elected: {{assembly: change-over, item: "1"}}
  offices:
    - {{candidate: {elected[0]}, office: chair}}
    - {{candidate: {elected[1]}, office: deputy, portfolios: [works]}}""") + self.joint.step(
            "2021-10-22", "jointMeeting",
            (("street", 2), ("department", 4), ("propertyManagementCommittee", 1), ("owners", 1)),
            "议题：换届后的财务公开、中间电梯争议、遗留合同、法律解释") + common.step(
            "2021-10-25", "handOver: {body: pmc, to: committee-2}") + common.step(
            "2021-12-10", "visits: visits-1.csv") + self.law.step(
            "2022-01-15", "meeting", (("department", 1), ("committee", 3), ("owners", 14)),
            "新条例的弹性处置降低了召开业主大会的门槛；方案按建筑面积和人数双重计票") + common.step(
            "2022-02-20", "visits: visits-2.csv") + common.run_of(
            "second-ballot", "2022-03-01", "2022-03-20", "2022-04-10", [
                "- code: \"1\"\n  title: 锦桦大厦电梯更新改造方案\n  kind: useFund\n  alsoKinds: [rebuild]",
            ], "电梯更新改造方案（第二次表决）", ("2022-04-08", "papers-2.csv"),
            terms=("form: mixed", "convener: committee", "revoteOf: first-ballot",
                   f"documents: [{{title: 锦桦大厦电梯更新改造方案, sha256: {common.digest('jinhua/scheme')}}}]"),
            after_opening=common.step(
                "2022-03-21", "deliveries: {assembly: second-ballot, file: deliveries-1.csv}") + common.step(
                "2022-03-28", "deliveries: {assembly: second-ballot, file: deliveries-2.csv}")) + common.step(
            "2022-04-26", "effective: second-ballot") + common.step("2022-04-26", "endVisits: second-ballot")

    def salons(self):
        def salon(day, owners, conclusion):
            return self.lifts_talks.step(day, "salon", (("owners", owners), ("committee", 2)), conclusion)

        return (
            salon("2020-01-04", 9, "高层业主担心加开梯门影响结构和等候时间，低层业主认为中间电梯不停靠却同样缴费")
            + salon("2020-01-11", 7, "两种方案的费用与停靠楼层并列比较；到会业主不多，未取得一致")
            + salon("2020-01-18", 6, "到会业主希望先请专家答复结构安全和候梯时间")
            + self.lifts_talks.step(
                "2020-03-20", "expertOpinion", (), "加开梯门属于改造，须经结构核算，并接受监督检验后方可使用",
                ("加开梯门结构与候梯时间意见",)))

    def random_owners(self):
        """Five owners of the property management committee, none of whom stands for the owners' committee."""
        standing = set(self.stand.values())
        free = [head for head in self.heads if head not in standing and head.floor > 5]
        return [free[place * len(free) // 5] for place in range(5)]

    def expected(self):
        figures = common.Figures()
        add = figures.add
        add("households on the roll", "registry", "roll", "units", 421)
        add("heads", "registry", "roll", "heads", self.whole[1])
        add("area that counts", "registry", "roll", "area", common.square_metres(self.whole[0]))
        add("lifts", "registry", "lifts", "lifts.count", 6)
        for item, count in zip("12", self.first_counts):
            name = f"first ballot, scheme {item}"
            figures.count(name, "first-ballot", item, count)
            at = f"items[code={item}].result.inFavour"
            for dimension, place in (("area", 0), ("heads", 1)):
                add(f"{name}: share of {dimension}", "ballots", "assemblies/first-ballot", f"{at}.{dimension}",
                    percent(count.inFavour[place], count.participation[place]),
                    of=f"items[code={item}].participation.{dimension}")
        add("first ballot: held", "ballots", "assemblies/first-ballot", "course.form", "written")
        add("first ballot: put again by", "ballots", "assemblies/first-ballot", "course.revotes", "second-ballot")
        figures.count("letter", "letter", "1", self.letter_count)
        add("letter: share of the owners", "ballots", "assemblies/letter", "items[code=1].result.inFavour.heads", "80%",
            of="electorate.heads")
        figures.count("petition", "petition", "1", self.petition)
        add("petition: signatures", "ballots", "assemblies/petition", "items[code=1].result.inFavour.heads", 105)
        add("owners who applied", "registry", "body-applications", "applications.applicants", 105)
        add("formed for it", "registry", "body-applications", "applications.body", "pmc")
        add("PMC: seats", "registry", "bodies", "bodies[code=pmc].seats", 9)
        add("PMC: owners", "registry", "bodies", "bodies[code=pmc].owners", 5)
        add("PMC: ended because", "registry", "bodies", "bodies[code=pmc].ending.cause", "committeeElected")
        add("PMC: state", "registry", "bodies", "bodies[code=pmc].state", "handedOver")
        count, elected, alternates, ranked = self.elected
        figures.count("election", "change-over", "1", count)
        figures.election("election", "change-over", "1", elected, alternates, ranked)
        add("committee: members", "registry", "bodies", "bodies[code=committee-2].serving", SEATS)
        add("committee: alternates", "registry", "bodies", "bodies[code=committee-2].alternates", ALTERNATES)
        second = self.second_count
        figures.count("second ballot", "second-ballot", "1", second)
        path, at = "assemblies/second-ballot", "items[code=1]"
        add("second ballot: puts again", "ballots", path, "course.revoteOf", "first-ballot")
        add("second ballot: took part, of the area", "ballots", path, f"{at}.participation.area", "94.6%", of="electorate.area")
        add("second ballot: agreed, of the area that took part", "ballots", path, f"{at}.result.inFavour.area", "97.1%",
            of=f"{at}.participation.area")
        add("second ballot: took part, of the heads", "ballots", path, f"{at}.participation.heads",
            percent(second.participation[1], second.electorate[1], 1), of="electorate.heads")
        add("second ballot: agreed, of the heads that took part", "ballots", path, f"{at}.result.inFavour.heads",
            percent(second.inFavour[1], second.participation[1], 1), of=f"{at}.participation.heads")
        invalid = common.weigh(self.unsigned)
        add("second ballot: heads of papers without a signature", "ballots", path, f"{at}.result.returnedInvalid.heads",
            invalid[1])
        add("second ballot: area of papers without a signature", "ballots", path, f"{at}.result.returnedInvalid.area",
            common.square_metres(invalid[0]))
        voted = {unit.code for unit in self.units if self.head_of[unit.code] in self.second}
        self.register.figures(figures, voted, {head.unit for head in self.unsigned})
        self.visits.figures(figures)
        for talks in (self.lifts_talks, self.joint, self.law):
            talks.figures(figures)
        register.effect(figures, "petition", "2021-02-20")
        register.effect(figures, "change-over", "2021-10-15")
        register.effect(figures, "second-ballot", "2022-04-10")
        return figures.text()


def files():
    return Jinhua().files()
