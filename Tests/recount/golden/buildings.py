"""Golden cases of elections that allot their seats to buildings (R-E-14); they stand beside the 300, in buildings.jsonl."""

from builder import case, election

M = 10000  # 100.00 m²


def elect(name, seats, candidates, blocks, outcome, order, elected="", got="", rules="R-E-14", **more):
    """As in elections.py, but that who is elected and who waits is always named."""
    about = {key: more.pop(key) for key in ("alternates", "least", "ranking") if key in more}
    more = {"participation": "1/2", "approval": "1/3"} | more
    case(name, rules, blocks, outcome, [election(seats, candidates, **about)],
         elected={"1": {"order": order, "elected": elected, "alternates": got}}, **more)  # fmt: skip


def winners():
    two = {"1": 1, "2": 1}
    blocks = [(4, M, "c1+c2"), (3, M, "c1+c3"), (3, M, "c2+c3"), (2, M, "c1")]  # c1 has 9, c2 7 and c3 6 of 12
    elect("Who comes second waits where their building has its seat already", two, "c1@1 c2@1 c3@2", blocks, "passed",
          "c1 c2 c3", "c1 c3", "c2", alternates=1)  # fmt: skip
    elect("Each building takes its first", two, "c1@1 c2@2 c3@2", blocks, "passed", "c1 c2 c3", "c1 c2", "c3",
          alternates=1)  # fmt: skip
    elect("The first of all is elected wherever they stand", two, "c1@2 c2@2 c3@1", blocks, "passed", "c1 c2 c3",
          "c1 c3", "c2", alternates=2)  # fmt: skip
    elect("The order of the buildings says nothing", {"2": 1, "1": 1}, "c1@1 c2@1 c3@2", blocks, "passed", "c1 c2 c3",
          "c1 c3")  # fmt: skip
    elect("A building with two seats takes two", {"1": 2, "2": 1}, "c1@1 c2@1 c3@1 c4@2",
          [(5, M, "c1+c2+c4"), (4, M, "c1+c2+c3"), (3, M, "c1+c3")], "passed", "c1 c2 c3 c4", "c1 c2 c4", "c3",
          alternates=3)  # fmt: skip
    elect("Everybody's votes count, and not only those of the building", two, "c1@1 c2@2 c3@2",
          [(6, M, "c1+c3"), (5, M, "c1"), (1, M, "c2")], "passed", "c1 c3 c2", "c1 c3")  # fmt: skip
    elect("One building with all seats is as if none had any", {"1": 2}, "c1@1 c2@1 c3@1", blocks, "passed",
          "c1 c2 c3", "c1 c2", "c3", alternates=1)  # fmt: skip
    for rank, order, elected in (("area", "c1 c3 c2", "c1 c3"), ("heads", "c2 c1 c3", "c2 c3")):
        elect(f"Ranked by {rank}, the first of the building is elected", two, "c1@1 c2@1 c3@2",
              [(3, 3 * M, "c1+c3"), (1, 3 * M, "c1"), (6, M, "c2")], "passed", order, elected, approval="1/4", ranking=rank,
              rules="R-E-05 R-E-14")  # fmt: skip


def empty_seats():
    three = {"1": 1, "2": 1, "3": 1}
    blocks = [(5, M, "c1+c2+c4"), (4, M, "c1+c2"), (3, M, "c1+c3")]  # c1 has 12, c2 9, c4 5 and c3 3 of 12
    some = dict(order="c1 c2 c4 c3", elected="c1 c2", rules="R-E-06 R-E-14")
    stand = "c1@1 c2@2 c3@3 c4@1"
    elect("A seat for which nobody has enough stays empty, and is not another building's", three, stand, blocks,
          "passed", got="c4", least=2, alternates=2, **some)  # fmt: skip
    elect("With an empty seat there are too few where all are the least", three, stand, blocks, "rejected", least=3,
          **some)  # fmt: skip
    elect("Half of the seats is not more than half", {"1": 1, "2": 2, "3": 1}, "c1@1 c2@2 c3@3 c4@1 c5@2", blocks,
          "rejected", "c1 c2 c4 c3 c5", "c1 c2", least=2, rules="R-E-06 R-E-14")  # fmt: skip
    elect("Four reach the approval, and of one building only one is elected", {"1": 1, "2": 3},
          "c1@1 c2@1 c3@1 c4@1 c5@2 c6@2 c7@2", [(9, M, "c1+c2+c3+c4"), (1, M, "c1+c2+c3"), (1, M, "c1+c2"),
                                                 (1, M, "c1")],
          "rejected", "c1 c2 c3 c4 c5=c6=c7", "c1", "c2 c3", alternates=2, rules="R-E-06 R-E-14")  # fmt: skip
    elect("Without a quorum nobody is elected for any building", {"1": 1, "2": 1}, "c1@1 c2@2",
          [(5, M, "c1+c2"), (7, M, "")], "notQuorate", "c1=c2")  # fmt: skip
    elect("A void election fills no building's seat", {"1": 1, "2": 1}, "c1@1 c2@2",
          [(6, M, "c1+c2 paper told papers=1"), (6, M, "c1")], "void", "c1 c2", returned={"1": 7},
          rules="R-E-09 R-E-14")  # fmt: skip


def ties():
    elect("Equal votes for different buildings need no lot: both are elected", {"1": 1, "2": 1}, "c1@1 c2@2 c3@2",
          [(9, M, "c1+c2"), (3, M, "c3")], "passed", "c1=c2 c3", 2, rules="R-E-05 R-E-14")  # fmt: skip
    elect("Equal in all, the lot decides whom the building's one seat goes to", {"1": 1, "2": 2}, "c1@1 c2@1 c3@2",
          [(9, M, "c1+c2"), (3, M, "c1+c2+c3")], "rejected", "c1=c2 c3", 1, 1, alternates=1,
          rules="R-E-05 R-E-14")  # fmt: skip


def make():
    for family in (winners, empty_seats, ties):
        family()
