"""双桥里: an invented story in which an assembly goes through everything that can happen to it."""

import random

from . import common, register
from .common import Unit

FOLDER = "shuangqiao"
SEED = 362023

NOTES = [
    "Nothing here is a real story: it plays what the others have no occasion for, and the tests play it. An assembly is visited",
    "and consulted about, its ballots are brought from door to door, some owners vote by proxy, some on an official platform,",
    "some papers come back invalid, the voting is extended, two owners object and are answered, the result stands, and a court",
    "revokes one of its decisions. A second result is objected to with success and annulled; its question is put again.",
]

DOORS = 6
TRADES = ("cost", "fairness", "noise")
PLATFORM = "某市业主决策平台"
BASIS = "市业主大会电子投票规则"


def in_order(steps):
    """Steps of assemblies that overlap, by their days; those of one day as they stand."""
    deeds = steps.split("  - day: ")[1:]
    return "".join("  - day: " + deed for deed in sorted(deeds, key=lambda deed: deed[1:11]))


class Shuangqiao:
    def __init__(self):
        self.random = random.Random(SEED)
        self.units = [
            Unit(str(building), "1", floor, f"{floor}0{flat}", (6120, 8840)[flat - 1] + self.random.randint(-90, 90))
            for building in (1, 2, 3) for floor in range(1, DOORS + 1) for flat in (1, 2)]
        common.give_owners(self.units, self.random, several=8, shared=10)
        self.heads = common.heads(self.units)
        self.whole = common.weigh(self.heads)
        self.head_of = register.heads_by_unit(self.units, self.heads)
        self.talk()
        self.vote()
        self.garden()
        self.committee()

    # -- before the vote

    def talk(self):
        self.visits = register.Visits(FOLDER, "lifts")
        self.talks = register.Talks("lifts")
        first, again = [], []
        for place, unit in enumerate(self.units):
            opinion = self.random.choice(("for", "for", "for", "undecided", "against", "notMet"))
            concerns = [TRADES[place % 3]] if opinion in ("undecided", "against") else []
            promised = "2023-03-02" if opinion == "undecided" else None
            first.append((unit, "2023-02-20", opinion, concerns, promised, f"V{unit.building}"))
            if opinion != "for":
                later = {"undecided": "for", "against": "against", "notMet": "undecided"}[opinion]
                promised = "2023-03-20" if later == "against" else None
                again.append((unit, "2023-03-02", later, [], promised, f"V{unit.building}"))
        self.first_visits, self.second_visits = self.visits.batch(first), self.visits.batch(again)

    # -- the assembly

    def vote(self):
        """Of the heads in their order: who votes by telephone, on the platform, on paper, by proxy, wrongly, or not."""
        order = list(self.heads)
        self.random.shuffle(order)
        ways = {}
        for place, head in enumerate(order):
            ways[head] = ("paper", "online", "paper", "official", "paper", "online", "none", "official")[place % 8]
        papers = [head for head in order if ways[head] == "paper"]
        # The first two let others vote for them, the third takes the authority back.
        self.by_owner, self.by_person, self.withdrawn = papers[:3]
        self.holder = next(head for head in order if ways[head] == "online")
        self.person = common.person("shuangqiao/niece")
        ways[self.by_owner] = "holder"
        self.silent = [head for head in order if ways[head] == "none"]
        self.invalid = self.silent[:2]
        self.ways = ways
        self.ballots = []
        for item in range(2):
            self.ballots.append({
                head: ("for", "for", "against", "for", "for", "abstain", "for")[(place + item) % 7]
                for place, head in enumerate(order) if ways[head] != "none"})
        self.counts = [common.resolution(self.heads, ballots, common.half) for ballots in self.ballots]
        assert [count.outcome for count in self.counts] == ["passed", "passed"]
        self.deliver()

    def deliver(self):
        self.register = register.Deliveries(FOLDER, "works", self.units)
        shut = [unit for unit in self.units if self.head_of[unit.code] in self.silent]
        first = []
        for place, unit in enumerate(self.units):
            method = None if unit in shut else ("inPerson", "inPerson", "post", "electronic")[place % 4]
            first.append((unit, method, "2023-03-23", f"C{unit.building}"))
        again = [(unit, ("inPerson", "announcement")[place % 2], "2023-03-28", "C4")
                 for place, unit in enumerate(shut[:-1])]
        self.first_deliveries, self.second_deliveries = self.register.batch(first), self.register.batch(again)

    def official(self):
        """As the platform gives it out: an owner of two flats votes for each of them there, and counts once."""
        rows = []
        for head in (head for head, way in self.ways.items() if way == "official"):
            flats = [unit.code for unit in self.units if self.head_of[unit.code] is head]
            for place, unit in enumerate(flats):
                for item, ballots in enumerate(self.ballots, 1):
                    rows.append([unit, item, ballots[head], f"2023-03-3{place}T20:{item:02d}:00+08:00"])
        return common.table(["unit", "item", "choice", "voted_at"], rows)

    def papers(self):
        on_paper = [head for head, way in self.ways.items() if way == "paper"]
        rows = common.paper_rows(
            FOLDER, "works",
            [(item, head, ballots[head]) for item, ballots in enumerate(self.ballots, 1) for head in on_paper],
            "2023-04-08", lambda head: f"C{head.building}")
        authority = common.digest("shuangqiao/authority/person")
        lines = [row + ["", self.person if row[1] == self.by_person.unit else "",
                        authority if row[1] == self.by_person.unit else ""] for row in rows]
        # Somebody who voted by telephone hands a paper in as well.
        twice = common.paper_rows(FOLDER, "works", [(1, self.holder, "against")], "2023-04-08")[0]
        lines.append(twice + ["", "", ""])
        for head, reason in zip(self.invalid, ("unsigned", "altered")):
            row = common.paper_rows(FOLDER, "works", [(1, head, "")], "2023-04-08")[0]
            lines.append(row + [reason, "", ""])
        return common.table(common.PAPERS + ["invalid", "proxy", "authority_sha256"], lines)

    def votes(self):
        rows = []
        for item, ballots in enumerate(self.ballots, 1):
            for head, way in self.ways.items():
                if way == "online":
                    rows.append(["2023-03-25", "works", item, head.unit, ballots[head], ""])
                elif way == "holder":
                    rows.append(["2023-03-25", "works", item, head.unit, ballots[head], self.holder.ref])
        return common.table(["day", "assembly", "item", "unit", "choice", "proxy"], rows)

    def proxies(self):
        def row(head, holder, name):
            return [head.unit, holder, common.digest(f"shuangqiao/authority/{name}"), "2023-03-22"]

        return common.table(["unit", "holder", "authority_sha256", "written_on"], [
            row(self.by_owner, self.holder.ref, "owner"), row(self.by_person, self.person, "person"),
            row(self.withdrawn, self.holder.ref, "withdrawn")])

    # -- the one that is set aside

    def garden(self):
        took_part = self.random.sample(self.heads, len(self.heads) - 4)
        self.first_garden = {head: "against" if place < 3 else "for" for place, head in enumerate(took_part)}
        self.second_garden = {head: "against" if place < 4 else "for" for place, head in enumerate(took_part)}
        self.garden_counts = [
            common.resolution(self.heads, ballots, common.three_quarters)
            for ballots in (self.first_garden, self.second_garden)]
        assert [count.outcome for count in self.garden_counts] == ["passed", "passed"]

    # -- the committee

    def committee(self):
        """Three seats, one of each building; of seven nominees one is refused, one leaves the posted list, and the rest
        are voted on."""
        def of(building, place):
            mine = [head for head in self.heads if head.building == building]
            return mine[place]

        stand = [("1", 0, "party"), ("1", 1, "self"), ("2", 0, "joint"), ("3", 0, "residentsCommittee"), ("2", 1, "self"),
                 ("3", 1, "self")]
        self.nominees = [(f"c0{number}", building, of(building, place), channel)
                         for number, (building, place, channel) in enumerate(stand, 1)]
        nominated = {head for _, _, head, _ in self.nominees}
        self.supporters = [head for head in self.heads if head not in nominated][:10]
        self.standing = self.nominees[:5]
        leaver = next(head for head in self.heads if head.building == "2" and head not in nominated
                      and head not in self.supporters)
        self.nominees.append(("c07", "2", leaver, "self"))
        codes = [code for code, _, _, _ in self.standing]
        took_part = self.heads[: len(self.heads) - 5]
        liked = dict(zip(codes, (.9, .6, .8, .8, .1)))
        self.choice = common.tick(self.random, took_part, codes, lambda code, head: liked[code], 3)
        count, supported, _, ranked = common.elect(self.heads, self.choice, codes, len(codes), 0, 1)
        home = {code: building for code, building, _, _ in self.standing}
        self.seated = [code for place, code in enumerate(supported)
                       if home[code] not in [home[other] for other in supported[:place]]]
        self.waiting = [code for code in supported if code not in self.seated][:1]
        # The second of building 1 waits; with fewer than three there would be no committee (R-E-06).
        assert [len(supported), len(self.seated), len(self.waiting)] == [4, 3, 1], (self.seated, supported)
        count.outcome = "passed"
        self.election_count, self.ranked = count, ranked

    # -- the files

    def files(self):
        yield "roll.csv", common.roll(self.units)
        yield "visits-1.csv", self.first_visits
        yield "visits-2.csv", self.second_visits
        yield "deliveries-1.csv", self.first_deliveries
        yield "deliveries-2.csv", self.second_deliveries
        yield "proxies.csv", self.proxies()
        yield "official.csv", self.official()
        yield "papers.csv", self.papers()
        yield "papers-garden.csv", common.papers(
            FOLDER, "garden", [("1", head, choice) for head, choice in self.first_garden.items()], "2023-05-20")
        yield "papers-garden-2.csv", common.papers(
            FOLDER, "garden-2", [("1", head, choice) for head, choice in self.second_garden.items()], "2023-07-10")
        yield "papers-committee.csv", common.papers(
            FOLDER, "committee", [("1", head, common.written(codes)) for head, codes in self.choice.items()], "2023-07-18")
        yield "votes.csv", self.votes()
        yield "scenario.yaml", self.script()
        yield "expected.yaml", self.expected()

    def letter(self, name):
        return common.digest(f"shuangqiao/letter/{name}")

    def script(self):
        def table(day, deed, assembly, file):
            return common.step(day, f"{deed}: {{assembly: {assembly}, file: {file}}}")

        def objection(day, assembly, unit, category, name, item=None):
            where = f", item: \"{item}\"" if item else ""
            return common.step(
                day, f"object: {{assembly: {assembly}{where}, unit: {unit}, category: {category}, letter: {self.letter(name)}}}")

        def answer(day, assembly, name, verdict):
            return common.step(
                day, f"answer: {{assembly: {assembly}, letter: {self.letter(name)}, verdict: {verdict}, "
                f"reply: {self.letter(name + '/reply')}}}")

        def order(day, assembly, by, item=None):
            where = f", item: \"{item}\"" if item else ""
            return common.step(
                day, f"setAside: {{assembly: {assembly}{where}, by: {by}, document: {common.digest(f'{assembly}/{by}')}}}")

        garden = "- {code: \"1\", title: 将北侧绿地改为停车位, kind: changeOfUse}"
        one, other = self.heads[0].unit, self.heads[7].unit
        return (
            common.header(
                "双桥里：一次表决的全过程 (everything that can happen to an assembly; invented)", FOLDER, "双桥里", "national",
                "sufficient", "2023-02-20", "2023-08-04", NOTES)
            + in_order(common.step("2023-02-20", "visits: visits-1.csv")
            + self.talks.step("2023-02-25", "salon", (("owners", 11), ("residentsCommittee", 1)), "多数人担心费用分摊，请委员会给出算例")
            + self.talks.step("2023-03-01", "expertOpinion", (), "曳引机和控制柜应当更换，井道可以保留", ("电梯检测报告",))
            + common.step("2023-03-02", "visits: visits-2.csv")
            + common.step("2023-03-06", f"""convene:
  code: works
  title: 电梯大修与议事规则
  form: mixed
  convener: committee
  documents:
    - {{title: 电梯检测报告, sha256: {common.digest('电梯检测报告')}}}
  items:
    - {{code: "1", title: 使用维修资金大修电梯, kind: useFund, mandate: {{kind: spend, cap: "90000.00", scope: {{}}}}}}
    - {{code: "2", title: 修改议事规则, kind: rulesOfProcedure, mandate: {{kind: adoptRules, document: {common.digest('双桥里议事规则')}}}}}""")
            + common.step("2023-03-22", "open: works")
            + table("2023-03-23", "deliveries", "works", "deliveries-1.csv")
            + table("2023-03-24", "proxies", "works", "proxies.csv")
            + common.step("2023-03-27", f"withdrawProxy: {{assembly: works, unit: {self.withdrawn.unit}}}")
            + table("2023-03-28", "deliveries", "works", "deliveries-2.csv")
            + common.step("2023-04-01", f"""official:
  assembly: works
  file: official.csv
  platform: {PLATFORM}
  basis: {BASIS}""")
            + common.step("2023-04-03", "extend: {assembly: works, days: 7, reason: 收回的表决票不足，延期七天}")
            + table("2023-04-09", "papers", "works", "papers.csv")
            + common.step("2023-04-10", "close: works")
            + objection("2023-04-12", "works", one, "counting", "counting", "1")
            + objection("2023-04-13", "works", other, "procedure", "procedure")
            + answer("2023-04-14", "works", "counting", "dismissed")
            + common.step("2023-04-27", "endVisits: lifts")
            + answer("2023-04-28", "works", "procedure", "dismissed")
            + common.step("2023-04-28", "effective: works")
            + common.run_of("garden", "2023-05-04", "2023-05-20", "2023-05-24", [garden], "北侧绿地改停车位",
                            ("2023-05-22", "papers-garden.csv"))
            + objection("2023-05-25", "garden", one, "procedure", "garden")
            + answer("2023-05-30", "garden", "garden", "upheld")
            + order("2023-06-12", "garden", "authority")
            + common.step("2023-06-15", """nominations:
  round: "2023"
  body: committee
  seats: 3
  closesOn: "2023-06-25"
""")
            + self.nominate("2023-06-16", self.nominees[:3]) + self.nominate("2023-06-19", self.nominees[3:])
            + common.run_of("garden-2", "2023-06-20", "2023-07-06", "2023-07-12", [garden], "北侧绿地改停车位（再次表决）",
                            ("2023-07-11", "papers-garden-2.csv"), terms=("revoteOf: garden",))
            + common.step("2023-06-28", f"screen: {{round: \"2023\", reason: 经筹备组审查, refused: [{self.nominees[5][2].ref}]}}")
            + common.step("2023-06-28", f"withdrawNominee: {{round: \"2023\", ownerRef: {self.nominees[6][2].ref}}}")
            + common.run_of("committee", "2023-06-28", "2023-07-14", "2023-07-19", [self.contest()], "选举业主委员会",
                            ("2023-07-18", "papers-committee.csv"))
            + order("2023-08-02", "works", "court", "2")))

    def nominate(self, day, nominees):
        def line(head, channel):
            support = f", supporters: [{', '.join(other.ref for other in self.supporters)}]" if channel == "joint" else ""
            return f"    - {{ownerRef: {head.ref}, channel: {channel}{support}}}"

        return common.step(day, "nominate:\n  round: \"2023\"\n  nominees:\n" + "\n".join(
            line(head, channel) for _, _, head, channel in nominees))

    def contest(self):
        stand = "".join(f"      - {{candidate: {code}, ownerRef: {head.ref}, building: \"{building}\"}}\n"
                        for code, building, head, _ in self.standing)
        return f"""- code: "1"
  title: 选举业主委员会
  kind: committeeElection
  form: election
  election:
    seats: 3
    alternates: 1
    least: 3
    ranking: shares
    round: "2023"
    seatsByBuilding:
      - {{building: "1", seats: 1}}
      - {{building: "2", seats: 1}}
      - {{building: "3", seats: 1}}
    candidates:
{stand}"""

    def expected(self):
        figures = common.Figures()
        add = figures.add
        add("units on the roll", "registry", "roll", "units", len(self.units))
        add("heads", "registry", "roll", "heads", self.whole[1])
        self.visits.figures(figures)
        self.talks.figures(figures)
        path = "assemblies/works"
        for item, count in enumerate(self.counts, 1):
            figures.count(f"item {item}", "works", str(item), count)
        invalid = common.weigh(self.invalid)
        add("item 1: heads of invalid papers", "ballots", path, "items[code=1].result.returnedInvalid.heads", invalid[1])
        add("item 1: area of invalid papers", "ballots", path, "items[code=1].result.returnedInvalid.area",
            common.square_metres(invalid[0]))
        voted = {unit.code for unit in self.units if self.head_of[unit.code] in self.ballots[0]}
        self.register.figures(figures, voted, {head.unit for head in self.invalid})
        add("units of the register", "ballots", "assemblies/works/deliveries?limit=500", "deliveries.count", len(self.units),
            reader="scrutineer")
        path = "assemblies/works/proxies"
        add("authorities", "ballots", path, "proxies.count", 3, reader="auditor")
        add("votes by an owner for another", "ballots", path, f"proxies[unit={self.by_owner.unit}].votes", 2, reader="auditor")
        add("votes signed by somebody else", "ballots", path, f"proxies[unit={self.by_person.unit}].votes", 2, reader="auditor")
        add("votes by an authority that was taken back", "ballots", path, f"proxies[unit={self.withdrawn.unit}].votes", 0,
            reader="auditor")
        path = "assemblies/works"
        add("extended", "ballots", path, "course.extensions.count", 1)
        add("extended because", "ballots", path, "course.extensions.reason", "收回的表决票不足，延期七天")
        register.effect(figures, "works", "2023-04-10", 2, "2023-04-28")
        add("works: revoked by", "ballots", path, "course.result.setAside[item=2].by", "court")
        add("works: revoked on", "ballots", path, "course.result.setAside[item=2].on", "2023-08-02")
        path = "assemblies/works/objections?limit=500"
        add("objections", "ballots", path, "objections.count", 2, reader="street")
        add("the objection about the count", "ballots", path, "objections[category=counting].answer.verdict", "dismissed",
            reader="street")
        add("the last answer", "ballots", path, "objections[category=procedure].answer.answeredOn", "2023-04-28", reader="street")
        for assembly, count in zip(("garden", "garden-2"), self.garden_counts):
            figures.count(assembly, assembly, "1", count)
        path = "assemblies/garden"
        add("garden: upheld objections", "ballots", path, "course.result.objections.upheld", 1)
        add("garden: phase", "ballots", path, "course.phase", "annulled")
        add("garden: stands from", "ballots", path, "course.result.effectiveOn", "—")
        add("garden: annulled by", "ballots", path, "course.result.setAside.by", "authority")
        add("garden: put again by", "ballots", path, "course.revotes", "garden-2")
        register.effect(figures, "garden-2", "2023-07-12")
        path = "nominations/2023"
        add("the posted list", "ballots", path, "candidates.candidate", " ".join(code for code, _, _, _ in self.standing))
        add("who were refused", "ballots", path, "refused", 1)
        add("who stood no longer", "ballots", path, "withdrawn", 1)
        add("when the list was posted", "ballots", path, "postings.postedOn", "2023-06-28 2023-06-28")
        add("supporters of the joint nomination", "ballots", path, "candidates[candidate=c03].supporters", 10)
        register.effect(figures, "committee", "2023-07-19")
        figures.count("committee", "committee", "1", self.election_count)
        figures.election("committee", "committee", "1", self.seated, self.waiting, self.ranked)
        board = "assemblies[assembly=garden]"
        add("garden: upheld objections on the board", "notices", "board", f"{board}.upheldObjections", 1)
        add("garden: the upheld objection is about", "notices", "board", f"{board}.items[item=1].upheldObjection.category",
            "procedure")
        add("garden: the objection was upheld on", "notices", "board", f"{board}.items[item=1].upheldObjection.on", "2023-05-30")
        add("garden-2: upheld objections on the board", "notices", "board", "assemblies[assembly=garden-2].upheldObjections", "—")
        path = "notices?limit=500"
        for kind, number in (("voting-extended", 1), ("result-effective", 3), ("objection-upheld", 1), ("resolution-set-aside", 2)):
            add(f"notices: {kind}", "notices", path, f"notices[kind={kind}].count", number)
        return figures.text()


def files():
    return Shuangqiao().files()
