"""Golden cases of the choices that no source makes and a pack does (docs/decisions/0049), in choices.jsonl."""

from builder import case, election, resolution

M = 10000  # 100.00 m²
MORE_AREA_FOR = [(2, 9 * M, "for"), (6, M, "against")]
MORE_HEADS_FOR = [(6, M, "for"), (2, 9 * M, "against")]


def majorities():
    def follows(name, by, blocks, side, outcome="rejected", **more):
        case(name, "R-S-06", blocks, outcome, choices={"followedMajority": by},
             **({"policy": "majority", "silence": side} | more))  # fmt: skip

    warned = (4, M, "warned")
    said = "The pack says by both: where area and heads differ there is no majority"
    follows(said, "areaAndHeads", [*MORE_AREA_FOR, warned], "abstain")
    follows("By area the silent follow the larger area against more heads", "area", [*MORE_AREA_FOR, warned], "for")
    follows("By area the silent leave more heads with less area", "area", [*MORE_HEADS_FOR, warned], "against")
    follows("By heads the silent follow more heads with less area", "heads", [*MORE_HEADS_FOR, warned], "for")
    follows("By heads the silent leave the larger area with fewer heads", "heads", [*MORE_AREA_FOR, warned], "against")
    follows("By area equal areas are no majority, whatever the heads", "area",
            [(4, M, "for"), (2, 2 * M, "against"), warned], "abstain")  # fmt: skip
    follows("By heads equal heads are no majority, whatever the area", "heads",
            [(4, M + 1, "for"), (4, M, "against"), warned], "abstain")  # fmt: skip
    follows("By area 0.01 m² more is a majority", "area", [(4, M, "for"), (4, M + 1, "against"), warned], "against")
    follows("By heads one head more is a majority, and makes it pass", "heads",
            [(5, M, "for"), (4, 2 * M, "against"), (12, M, "warned")], "for", "passed")  # fmt: skip
    follows("By heads nobody has voted, and the silent abstain", "heads", [(8, M, "warned")], "abstain")
    follow = {"policy": "followOption", "silence": None}
    follows("Who asks to follow goes with the area where it is by area", "area", [*MORE_AREA_FOR, (4, M, "follow")], None,
            follow="for", **follow)  # fmt: skip
    follows("Who asks to follow goes with the heads where it is by heads", "heads",
            [*MORE_AREA_FOR, (4, M, "follow")], None, follow="against", **follow)  # fmt: skip
    follows("Silence as abstention follows no majority", "area", [*MORE_AREA_FOR, warned], "abstain", policy="abstain")
    follows("Silence as a yes follows no majority", "heads", [*MORE_AREA_FOR, (7, M, "warned")], "for", "passed",
            policy="inFavour")  # fmt: skip
    two = [resolution("1"), resolution("2")]
    follows("By area each item has its own majority", "area",
            [(2, 9 * M, {"1": "for", "2": "against"}), (6, M, {"1": "against", "2": "for"}), warned],
            {"1": "for", "2": "against"}, {"1": "rejected", "2": "rejected"}, items=two)  # fmt: skip


def papers():
    def returned(name, choice, blocks, outcome, many=None, elected=1, **more):
        case(name, "R-E-09", blocks, outcome, [election(1, "c1")], participation="1/2", approval="1/3",
             choices={"excessPapers": choice}, returned={"1": many} if many else None,
             elected={"1": {"order": "c1", "elected": elected}}, **more)  # fmt: skip

    partial = [(6, M, "c1 paper told papers=1"), (6, M, "c1 paper")]
    returned("The pack says void: a partial register voids", "void", partial, "void", elected=0)
    returned("A partial register cannot tell that too many came back", "voidIfComplete", partial, "passed")
    returned("One unit that the register does not name makes it partial", "voidIfComplete",
             [(11, M, "c1 paper told papers=0"), (1, M, "c1 paper")], "passed")  # fmt: skip
    returned("A complete register voids where too many came back", "voidIfComplete",
             [(11, M, "c1 paper told papers=1"), (1, M, "c1 paper told papers=0")], "void", elected=0)  # fmt: skip
    returned("A complete register with as many as came back voids nothing", "voidIfComplete",
             [(11, M, "c1 paper told papers=1"), (1, M, "c1 paper told papers=1")], "passed")  # fmt: skip
    returned("Second papers void by a complete register", "voidIfComplete", [(12, M, "c1 paper told papers=1")], "void",
             13, elected=0)  # fmt: skip
    returned("Without a register nothing is void", "voidIfComplete", [(12, M, "c1 paper")], "passed", 30)
    returned("A partial register leaves an election without a quorum without one", "voidIfComplete",
             [(1, M, "c1 paper told papers=1"), (11, M, "")], "notQuorate", 2, elected=0)  # fmt: skip


def seats():
    def elect(name, choice, allotted, standing, blocks, outcome, order, elected="", got="", rules="R-E-14", **more):
        about = {key: more.pop(key) for key in ("alternates", "least") if key in more}
        case(name, rules, blocks, outcome, [election(allotted, standing, **about)], participation="1/2", approval="1/3",
             choices={"buildingSeats": choice},
             elected={"1": {"order": order, "elected": elected, "alternates": got}}, **more)  # fmt: skip

    three = {"1": 1, "2": 1, "3": 1}
    standing, order = "c1@1 c2@2 c3@3 c4@1", "c1 c2 c4 c3"
    blocks = [(5, M, "c1+c2+c4"), (4, M, "c1+c2"), (3, M, "c1+c3")]  # c1 has 12, c2 9, c4 5 and c3 3 of 12
    elect("The pack says own only: a seat for which nobody has enough stays empty", "ownOnly", three, standing, blocks,
          "passed", order, "c1 c2", "c4", least=2, alternates=2)  # fmt: skip
    elect("Own first: a seat that stays free goes to the next of another building", "ownFirst", three, standing, blocks,
          "passed", order, "c1 c2 c4", least=3, alternates=2)  # fmt: skip
    elect("Own first: an own candidate goes before who has more votes", "ownFirst", {"1": 1, "2": 1}, "c1@1 c2@1 c3@2",
          [(4, M, "c1+c2"), (3, M, "c1+c3"), (3, M, "c2+c3"), (2, M, "c1")], "passed", "c1 c2 c3", "c1 c3", "c2",
          alternates=1)  # fmt: skip
    elect("Own first: who fills a seat stands by their rank", "ownFirst", {"1": 1, "2": 1, "3": 1},
          "c1@1 c2@1 c3@2 c4@3", [(6, M, "c1+c2+c3"), (4, M, "c1+c2"), (2, M, "c1+c4")], "passed", "c1 c2 c3 c4",
          "c1 c2 c3", least=3)  # fmt: skip
    elect("Own first: a seat stays free where nobody else has enough", "ownFirst", {"1": 1, "2": 2}, "c1@1 c2@2 c3@2",
          [(9, M, "c1+c2"), (2, M, "c1"), (1, M, "c3")], "passed", "c1 c2 c3", "c1 c2", least=2,
          rules="R-E-06 R-E-14")  # fmt: skip
    elect("Own first: two seats go to the next two, and the rest wait", "ownFirst", {"1": 1, "2": 2},
          "c1@1 c2@1 c3@1 c4@1 c5@2 c6@2", [(9, M, "c1+c2+c3"), (2, M, "c1+c2+c4"), (1, M, "c1")],
          "passed", "c1 c2 c3 c4 c5=c6", "c1 c2 c3", least=3, alternates=2)  # fmt: skip
    elect("Own first: alternates are those whom no seat was left for", "ownFirst", {"1": 1, "2": 1},
          "c1@1 c2@1 c3@1 c4@2", [(6, M, "c1+c2"), (3, M, "c1+c3"), (3, M, "c2+c3")], "passed", "c1=c2 c3 c4", 2, 1,
          alternates=2)  # fmt: skip
    elect("Own first: without a quorum nobody fills a seat", "ownFirst", three, standing, [(5, M, "c1+c2"), (7, M, "")],
          "notQuorate", "c1=c2 c3=c4")  # fmt: skip
    elect("Own first changes nothing where no seat is a building's", "ownFirst", 2, "c1 c2 c3",
          [(6, M, "c1+c2"), (4, M, "c1+c3"), (2, M, "c1")], "passed", "c1 c2 c3", "c1 c2", "c3", alternates=1,
          rules="R-E-05")  # fmt: skip


def make():
    for family in (majorities, papers, seats):
        family()
