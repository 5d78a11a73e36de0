"""Votings that end at or near a day's 24:00, its last moment (R-X-07), and ballots that came on the day after."""

from builder import case

M = 100_00


def make():
    def ends(name, closes, blocks, outcome):
        case(name, "R-X-07 R-S-03 R-S-05", blocks, outcome, policy="inFavour", silence="for", closes=closes)

    voted, last, after = (5, M, "for paper"), (3, M, "warned on=2023-06-15"), "on=2023-06-16"
    ends("A voting that ends at 24:00 ends on that day: who got the ballot on the day after is not silent",
         "2023-06-16T00:00:00+08:00", [voted, last, (4, M, f"late {after}")], "passed")  # fmt: skip
    ends("With one head fewer whose ballot came on the last day there is no quorum", "2023-06-16T00:00:00+08:00",
         [voted, (2, M, "warned on=2023-06-15"), (5, M, f"late {after}")], "notQuorate")  # fmt: skip
    ends("A microsecond earlier it ends on the same day", "2023-06-15T23:59:59.999999+08:00",
         [voted, last, (4, M, f"late {after}")], "passed")  # fmt: skip
    ends("A microsecond later the next day is one of the voting", "2023-06-16T00:00:00.000001+08:00",
         [voted, (2, M, "warned on=2023-06-15"), (5, M, f"warned {after}")], "passed")  # fmt: skip
