"""Golden cases of elections, petitions, surveys, endorsements and shows of hands."""

from builder import case, election, item, resolution

M = 10000  # 100.00 m²


def elect(name, blocks, outcome, order, seats=1, candidates=None, elected=0, got=0, rules="R-E-04", **more):
    """`order` is the rank of the candidates, `elected` and `got` how many of them, or who, are elected and wait."""
    about = {key: more.pop(key) for key in ("alternates", "least", "ranking", "alsoMatters", "matter") if key in more}
    candidates = candidates or " ".join(sorted(order.replace("=", " ").split()))
    more = {"participation": "1/2"} | more
    case(name, rules, blocks, outcome, [election(seats, candidates, **about)],
         elected={"1": {"order": order, "elected": elected, "alternates": got}}, **more)  # fmt: skip


def thresholds():
    for shift, words, many in ((-1, "one head below", 0), (0, "exactly", 0), (1, "one head above", 1)):
        elect(f"A candidate at {words} half of the heads {'wins' if many else 'does not win'}",
              [(6 + shift, 10 * M, "c1"), (6 - shift, M, "abstain")], "passed" if many else "rejected", "c1",
              elected=many)  # fmt: skip
        words, wins = words.replace("one head", "0.01 m²"), "wins" if many else "does not win"
        elect(f"A candidate at {words} half of the area {wins}",
              [(9, M, "c1"), (1, M + shift, "c1"), (1, 10 * M - shift, "abstain")], "passed" if many else "rejected",
              "c1",
              elected=many)  # fmt: skip
    elect("A candidate at exactly half wins where at least half is asked", [(6, M, "c1"), (6, M, "abstain")],
          "passed", "c1",
          elected=1, approval="1/2")  # fmt: skip
    elect("Approval is of those who took part, not of the electorate", [(4, M, "c1"), (2, M, "abstain"), (6, M, "")],
          "passed",
          "c1", elected=1)  # fmt: skip
    elect("A question of two kinds elects by the stricter", [(8, M, "c1"), (4, M, "abstain")], "rejected", "c1",
          alsoMatters=["raiseFund"], rules="R-V-05 R-E-04", approval={"committeeElection": ">1/2", "raiseFund": "3/4"})  # fmt: skip
    elect("Who ticks nobody takes part and makes the quorum", [(4, M, "c1"), (3, M, "abstain"), (5, M, "")], "passed",
          "c1",
          elected=1)  # fmt: skip
    elect("Without a quorum nobody is elected, and the votes are shown", [(5, M, "c1+c2"), (7, M, "")], "notQuorate",
          "c1=c2",
          seats=2, alternates=2)  # fmt: skip
    elect("Nobody voted for anybody: no quorum, and the lot is the order", [(12, M, "")], "notQuorate", "c1=c2=c3",
          seats=2)
    elect("All tick nobody: a quorum that elects nobody, not even where a thousandth is asked", [(12, M, "abstain")],
          "rejected", "c1=c2", seats=2, approval="1/1000")  # fmt: skip
    elect("Silence elects nobody and makes no quorum", [(5, M, "c1"), (7, M, "warned")], "notQuorate", "c1",
          rules="R-S-06 R-E-04", policy="inFavour")  # fmt: skip


def ranking():
    few = [(3, 8 * M, "c1"), (7, 2 * M, "c2"), (2, 9 * M, "c3")]  # areas 24, 14 and 18; heads 3, 7 and 2
    share = {"shares": "c2 c1 c3", "area": "c1 c3 c2", "heads": "c2 c1 c3"}
    for rank, order in share.items():
        elect(f"The same votes are ranked by {rank}", few, "rejected", order, ranking=rank, rules="R-E-05")
    elect("Ranked by shares, a third is first who leads in neither",
          [(4, 9 * M, "c1"), (6, 5 * M, "c3"), (7, 2 * M, "c2")],
          "rejected", "c3 c1 c2", rules="R-E-05")  # fmt: skip
    elect("Equal shares, and more area is first", [(2, 2 * M, "c2"), (4, M // 2, "c1"), (6, M, "abstain")], "rejected",
          "c2 c1", rules="R-E-05")  # fmt: skip
    elect("Shares are of those who took part, not of the electorate",
          [(3, 2 * M, "c1"), (5, 3 * M // 5, "c2"), (4, 3 * M // 4, "abstain"), (1, 12 * M, "")], "rejected", "c1 c2",
          rules="R-E-05")  # fmt: skip
    elect("Equal heads, and more area is first where heads rank", [(4, M, "c1"), (4, M + 1, "c2")], "rejected", "c2 c1",
          ranking="heads", rules="R-E-05")  # fmt: skip
    elect("Equal areas, and the lot is next where areas rank, not the heads", [(2, 4 * M, "c2"), (4, 2 * M, "c1")],
          "rejected", "c1=c2", ranking="area", rules="R-E-05")  # fmt: skip
    for number, rank in enumerate(("shares", "area", "heads")):
        elect(f"Equal in all, the lot decides where {rank} rank", [(9 + number, M, "c1+c2+c3")], "passed", "c1=c2=c3",
              seats=3,
              elected=3, ranking=rank, rules="R-E-05")  # fmt: skip
    elect("The lot decides who gets the last seat, and the other is alternate", [(4, M, "c1+c2"), (4, M, "c1+c3")],
          "passed",
          "c1 c2=c3", seats=2, elected=2, got=1, alternates=1, approval="1/2", rules="R-E-05 R-E-07")  # fmt: skip
    elect("The lot decides who is the last alternate", [(8, M, "c1"), (4, M, "c2"), (4, M, "c3")], "passed", "c1 c2=c3",
          elected=1, got=1, alternates=1, approval="1/4", rules="R-E-05 R-E-07")  # fmt: skip
    elect("The order of the list is not the order of the rank", [(9, M, "c2+c3"), (3, M, "c3")], "passed", "c3 c2 c1",
          seats=2,
          elected=2, rules="R-E-05")  # fmt: skip
    elect("First by heads without half of the area is not elected, the others are",
          [(7, M, "c1+c2+c3"), (3, M, "c1"), (1, 20 * M, "c2+c3"), (1, 20 * M, "c2")], "passed", "c1 c2 c3", seats=3,
          elected="c2 c3", ranking="heads")  # fmt: skip


def seats():
    def places(name, winners, count, least, outcome, **more):
        codes = [f"c{number}" for number in range(1, count + 1)]
        # Winner n has one vote less than the one before; all others have none.
        blocks = [(20, M, "+".join(codes[:winners]) or "abstain")]
        blocks += [(1, M, "+".join(codes[:number])) for number in range(1, winners)]
        rest = "=".join(codes[winners:])
        elect(name, blocks, outcome, " ".join([*codes[:winners], rest]).strip(), seats=count, least=least,
              elected=winners,
              rules="R-E-06", **more)  # fmt: skip

    places("All seats are filled", 3, 3, 2, "passed")
    places("All seats are filled, and the least is more than there are seats", 2, 2, 3, "passed")
    places("Two of three seats are the least and more than half", 2, 3, 2, "passed")
    places("Two of three seats are more than half and below the least", 2, 3, 3, "rejected")
    places("Two of four seats are the least and half, not more", 2, 4, 2, "rejected")
    places("Three of four seats are the least and more than half", 3, 4, 3, "passed")
    places("Three of five seats are more than half and below the least", 3, 5, 4, "rejected")
    elect("There are more seats than candidates, and enough of them", [(10, M, "c1+c2")], "passed", "c1=c2", seats=3,
          least=2,
          elected=2, rules="R-E-06")  # fmt: skip
    elect("There are more seats than candidates, and too few of them", [(10, M, "c1+c2")], "rejected", "c1=c2", seats=4,
          least=2, elected=2, rules="R-E-06")  # fmt: skip


def alternates():
    blocks = [(6, M, "c1+c2"), (2, M, "c1+c3"), (1, M, "c1"), (3, M, "c3+c4")]  # 9, 6, 5 and 3 of 12
    for wanted, names in ((0, "nobody"), (1, "the third"), (2, "the third and the fourth"),
                          (9, "all who are supported")):
        elect(f"Where there may be {wanted} alternates, they are {names}", blocks, "passed", "c1 c2 c3 c4", seats=2,
              elected=2,
              alternates=wanted, got=min(wanted, 2), approval="1/4", rules="R-E-07")  # fmt: skip
    elect("Who is not supported is no alternate", blocks, "passed", "c1 c2 c3 c4", seats=2, elected=2, alternates=2,
          got=1,
          approval="5/12", rules="R-E-07")  # fmt: skip
    elect("There are no alternates where seats stay empty", [(10, M, "c1"), (2, M, "c2+c3")], "rejected", "c1 c2=c3",
          seats=2,
          elected=1, alternates=2, rules="R-E-07")  # fmt: skip


def papers():
    hundred, half = " told papers=100", " told papers=50"

    def returned(name, blocks, number, outcome, order="c1", elected=1, **more):
        elect(name, blocks, outcome, order, elected=elected, returned={"1": number} if number else None,
              rules="R-E-09", **more)

    returned("101 papers come back of 100: the election is void", [(1, M, "c1 paper" + hundred), (9, M, "c1")], 101,
             "void",
             elected=0)  # fmt: skip
    returned("100 papers come back of 100: the election is valid", [(1, M, "c1 paper" + hundred), (9, M, "c1")], 100,
             "passed")
    returned("The papers of all units are added up", [(2, M, "c1 paper" + half), (8, M, "c1 paper")], 100, "passed")
    returned("Papers of all kinds come back: 7 counted and 4 invalid of 10",
             [(7, M, "c1 paper told papers=1"), (3, M, "unsigned told papers=1"), (1, M, "unclear")], None, "void",
             elected=0)  # fmt: skip
    returned("7 counted and 3 invalid papers of 10 are not too many",
             [(7, M, "c1 paper told papers=1"), (3, M, "unsigned told papers=1")], None, "passed")  # fmt: skip
    returned("Second papers come back too: 7 counted and 4 more of 10",
             [(7, M, "c1 paper told papers=1"), (3, M, "told papers=1")], 11, "void", elected=0)  # fmt: skip
    returned("Electronic votes are no papers that come back", [(12, M, "c1 told papers=0")], None, "passed")
    returned("Imported votes are no papers that come back", [(12, M, "c1 imported told papers=0")], None, "passed")
    returned("One paper comes back of none that was handed out", [(1, M, "c1 paper told papers=0"), (9, M, "c1")], None,
             "void", elected=0)  # fmt: skip
    returned("Without a register no election is void", [(10, M, "c1 paper")], 40, "passed")
    returned("A void election without a quorum is void", [(1, M, "c1 paper told papers=1"), (11, M, "")], 2, "void",
             elected=0)
    returned("A void election shows all votes and has no alternates",
             [(6, M, "c1+c2 paper told papers=1"), (6, M, "c1")], 7, "void", "c1 c2", elected=0, seats=2,
             alternates=1)  # fmt: skip
    two = [election(1, "c1 c2"), election(1, "c1 c2", code="2")]
    case("One of two elections is void", "R-E-09",
         [(9, M, {"1": "c1 paper told papers=1", "2": "c1 paper"}), (3, M, {"1": "c2", "2": "c2"})],
         {"1": "void", "2": "passed"},
         two, returned={"1": 10, "2": 9}, elected={"1": {"order": "c1 c2"},
                                                   "2": {"order": "c1 c2", "elected": 1}})  # fmt: skip
    elect("An over-voted paper takes no part in an election", [(6, M, "c1"), (5, M, "overVoted")], "passed", "c1",
          elected=1,
          rules="R-E-09 R-E-10")  # fmt: skip


def petitions():
    def sign(name, signed, heads, share, outcome, **more):
        case(name, "R-M-04 R-M-05", [(signed, M, "for"), (heads - signed, M, "")], outcome,
             [item(form="petition", share=share)], **more)  # fmt: skip

    for heads, share, words in ((50, "1/10", "10 %"), (50, "1/5", "20 %")):
        least = heads * int(share[0]) // int(share[2:])
        sign(f"{least} of {heads} heads are exactly {words}", least, heads, share, "passed")
        sign(f"{least - 1} of {heads} heads are one below {words}", least - 1, heads, share, "rejected")
    sign("85 of 421 heads are 20 %", 85, 421, "1/5", "passed")
    sign("84 of 421 heads are not 20 %", 84, 421, "1/5", "rejected")
    sign("All heads sign where all are asked", 5, 5, "1/1", "passed")
    sign("One head is missing where all are asked", 4, 5, "1/1", "rejected")
    sign("Nobody signs", 0, 5, "1/5", "rejected")
    sign("A petition has no quorum", 1, 10, "1/10", "passed", participation="1/1")
    sign("2/20 is 10 %", 1, 10, "2/20", "passed")
    ask = [item(form="petition", share="1/5")]
    case("Heads sign a petition, not areas", "R-M-05", [(2, 1, "for"), (8, 900 * M, "")], "passed", ask)
    case("The largest owner is one head of a petition", "R-M-05", [(1, 900 * M, "for"), (9, M, "")], "rejected", ask)
    case("Silence signs no petition", "R-S-06", [(1, M, "for"), (9, M, "warned")], "rejected", ask, policy="inFavour")
    case("An unsigned petition does not count and is shown", "R-E-10", [(1, M, "for"), (1, M, "unsigned"), (8, M, "")],
         "rejected", ask)  # fmt: skip


def noted():
    form = lambda name, code="1": item(code, form=name)  # noqa: E731
    case("A survey is noted, whatever most say", "R-M-08", [(2, M, "for"), (9, M, "against"), (1, M, "abstain")],
         "noted",
         [form("survey")])  # fmt: skip
    case("A survey that nobody answers is noted", "R-M-08", [(12, M, "")], "noted", [form("survey")])
    case("Silence answers no survey", "R-S-06", [(2, M, "for"), (10, M, "warned")], "noted", [form("survey")],
         policy="majority")
    case("An unclear answer to a survey is shown apart", "R-E-10", [(2, M, "against"), (10, M, "unclear")], "noted",
         [form("survey")])
    case("An endorsement is noted", "R-M-08", [(10, M, "for"), (2, M, "against")], "noted", [form("endorsement")])
    hands = {"item": "1", "inFavour": 42, "against": 10, "abstained": 3}
    case("Hands are heads without an area", "R-M-08", [(60, M, "")], "noted", [form("showOfHands")], shows=[hands])
    case("Nobody counted hands, and they are none", "R-M-08", [(12, M, "")], "noted", [form("showOfHands")])
    case("There may be more hands than heads", "R-M-08", [(12, M, "")], "noted", [form("showOfHands")], shows=[hands])
    both = [hands, hands | {"item": "3", "inFavour": 0, "against": 1, "abstained": 0}]
    case("Hands are counted on each item alone, beside a resolution", "R-M-08", [(9, M, {"2": "for"}), (3, M, "")],
         {"1": "noted", "2": "passed", "3": "noted"}, [form("showOfHands"), resolution("2"), form("showOfHands", "3")],
         shows=both)  # fmt: skip


def make():
    for family in (thresholds, ranking, seats, alternates, papers, petitions, noted):
        family()
