"""Golden cases of resolutions: thresholds, turnout, silence, invalid papers, mixed kinds and alternatives."""

from builder import REASONS, case, lot, resolution
from tally import area_text

M = 10000  # 100.00 m²
RATIOS = ((1, 2), (2, 3), (3, 4))
ASKED = {"": "at least", ">": "more than"}


def boundaries():
    """Both dimensions, one head and 0.01 m² around every ratio."""
    for part, whole in RATIOS:
        for sign, asked in ASKED.items():
            for shift, words in ((-1, "{} less than"), (0, "exactly"), (1, "{} more than")):
                reached = shift > 0 or shift == 0 and sign == ""
                rule, ratio = f"{sign}{part}/{whole}", f"{part}/{whole}"
                heads, area = 12 * part // whole + shift, 12 * M * part // whole + shift
                of_heads = words.format("one head") + f" {ratio} of the heads"
                of_area = words.format("0.01 m²") + f" {ratio} of the area"
                by_heads = [(heads, 10 * M, "for"), (12 - heads, M // 100, "{}")]
                by_area = [(8, area // 9, "for"), (1, area - area // 9 * 8, "for"), (1, 12 * M - area, "{}")]
                for words_, blocks in ((of_heads, by_heads), (of_area, by_area)):
                    case(f"Approval by {words_} {'passes' if reached else 'fails'} where {asked} {ratio} is asked",
                         "R-V-02",
                         [(many, size, what.format("against")) for many, size, what in blocks],
                         "passed" if reached else "rejected", approval=rule)  # fmt: skip
                    case(f"Turnout of {words_} {'is' if reached else 'is not'} enough where {asked} {ratio} is asked",
                         "R-V-01", [(many, size, what.format("")) for many, size, what in blocks],
                         "passed" if reached else "notQuorate", participation=rule)  # fmt: skip
            if ratio == "2/3":
                both_exactly(rule, asked)


def both_exactly(rule, asked):
    for kind, threshold, other in (("Approval", "approval", "against"), ("Turnout", "participation", "")):
        outcome = "passed" if ">" not in rule else "rejected" if other else "notQuorate"
        case(f"{kind} of exactly 2/3 in both dimensions comes out as {outcome} where {asked} 2/3 is asked", "R-V-01 R-V-02",
             [(8, M, "for"), (4, M, other)], outcome, **{threshold: rule})  # fmt: skip


def indivisible():
    """Electorates that the ratio does not divide."""
    for many in (281, 280):
        case(f"{many} of 421 heads {'are' if many == 281 else 'are not'} a turnout of 2/3", "R-V-01",
             [(many, M, "for"), (421 - many, M // 100, "")], "passed" if many == 281 else "notQuorate")  # fmt: skip
    for heads, ratio, least in ((421, "2/3", 281), (101, "3/4", 76), (7, ">1/2", 4)):
        said = ratio.replace(">", "more than ")
        for many in (least, least - 1):
            case(f"{many} of {heads} heads {'are' if many == least else 'are not'} an approval of {said}", "R-V-02",
                 [(many, M, "for"), (heads - many, M // 100, "abstain")], "passed" if many == least else "rejected",
                 approval=ratio)  # fmt: skip
    for area, reached in ((6666, False), (6667, True)):
        case(f"{area_text(area)} of 100.00 m² {'are' if reached else 'are not'} a turnout of 2/3", "R-V-01",
             [(8, 1, "for"), (1, area - 8, "for"), (1, 10000 - area, "")],
             "passed" if reached else "notQuorate")  # fmt: skip
        case(f"{area_text(area)} of 100.00 m² {'are' if reached else 'are not'} an approval of 2/3", "R-V-02",
             [(8, 1, "for"), (1, area - 8, "for"), (1, 10000 - area, "against")], "passed" if reached else "rejected",
             approval="2/3")  # fmt: skip


def turnout():
    case("Nobody votes, and that is no quorum", "R-V-01", [(10, M, "")], "notQuorate")
    case("Nobody votes, and that is no quorum where a thousandth is enough", "R-V-01", [(10, M, "")], "notQuorate",
         participation="1/1000")  # fmt: skip
    for what, said, outcome in (("for", "votes for it", "passed"), ("against", "votes against it", "rejected"),
                                ("abstain", "abstains", "rejected"), ("", "does not vote", "notQuorate")):  # fmt: skip
        case(f"The only owner {said} and the outcome is {outcome}", "R-V-01 R-V-02",
             [(1, M, what)], outcome)  # fmt: skip
    for ratio, said in ((">1/2", "more than half"), ("1/1000", "a thousandth")):
        case(f"All abstain: a quorum that approves nothing, not even where {said} is asked", "R-V-02",
             [(10, M, "abstain")],
             "rejected", approval=ratio)  # fmt: skip
    case("Abstentions make the quorum", "R-V-02", [(5, M, "for"), (3, M, "abstain"), (4, M, "")], "passed")
    case("Without the abstentions there would be no quorum", "R-V-02", [(5, M, "for"), (2, M, "abstain"), (5, M, "")],
         "notQuorate")  # fmt: skip
    case("More are for than against, but abstentions are of the whole", "R-V-02",
         [(5, M, "for"), (3, M, "against"), (2, M, "abstain")], "rejected")  # fmt: skip
    case("Approval of all is reached by all", "R-V-02", [(10, M, "for")], "passed", approval="1/1")
    case("Approval of all is missed by one abstention", "R-V-02", [(9, M, "for"), (1, 1, "abstain")], "rejected",
         approval="1/1")  # fmt: skip
    case("Approval of more than all cannot be reached", "R-V-02", [(10, M, "for")], "rejected", approval=">1/1")
    case("A turnout of all is reached by all", "R-V-01", [(10, M, "for")], "passed", participation="1/1")
    case("A turnout of all is missed by 0.01 m²", "R-V-01", [(10, M, "for"), (1, 1, "")], "notQuorate",
         participation="1/1")
    case("A turnout of more than all cannot be reached", "R-V-01", [(10, M, "for")], "notQuorate", participation=">1/1")
    case("One owner of most of the area is no quorum", "R-V-01", [(1, 1000 * M, "for"), (9, M, "")], "notQuorate")
    case("Nearly all heads of hardly any area are no quorum", "R-V-01", [(1, 1000 * M, ""), (9, M, "for")],
         "notQuorate")
    case("One owner of most of the area cannot approve", "R-V-02", [(1, 1000 * M, "for"), (9, M, "against")],
         "rejected")
    case("Nearly all heads of hardly any area cannot approve", "R-V-02", [(1, 1000 * M, "against"), (9, M, "for")],
         "rejected")
    whole, part = 9 * 10**14, 666667 * 9 * 10**8  # their products with the ratio are beyond 64 bits
    for short, words, outcome in ((0, "at the ratio", "passed"), (1, "0.01 m² below it", "notQuorate")):
        case(f"Products beyond 64 bits are exact {words}", "R-V-01",
             [(8, M, "for"), (1, part - 8 * M - short, "for"), (1, whole - part + short, "")], outcome,
             participation="666667/1000000")  # fmt: skip
    case("A ratio that is not in lowest terms is the same ratio", "R-V-01", [(8, M, "for"), (4, M, "")], "passed",
         participation="4/6")  # fmt: skip


def channels():
    case("Votes on paper count like electronic ones", "R-M-27", [(8, M, "for paper"), (4, M, "against paper")],
         "passed")
    case("Votes from an official platform count like electronic ones", "R-M-09",
         [(8, M, "for imported"), (4, M, "against imported")], "passed")  # fmt: skip
    case("Votes of all channels are added up", "R-M-09 R-M-27",
         [(3, M, "for"), (2, M, "for paper"), (2, M, "for imported"), (5, M, "against imported")],
         "passed")  # fmt: skip
    two = [resolution("1"), resolution("2", matter="raiseFund")]
    both = {"useFund": ">1/2", "raiseFund": "3/4"}
    case("The same votes pass one kind of matter and fail another", "R-V-03", [(8, M, {"1": "for", "2": "for"}),
         (4, M, {"1": "against", "2": "against"})], {"1": "passed", "2": "rejected"}, two, approval=both)  # fmt: skip
    case("Who votes on one item only is missing on the other", "R-V-01",
         [(6, M, {"1": "for", "2": "for"}), (3, M, {"1": "for"}),
         (3, M, "")], {"1": "passed", "2": "notQuorate"}, two, approval=both)  # fmt: skip
    case("Resolutions are never void, whatever comes back", "R-E-09",
         [(1, M, "for paper told papers=1"), (3, M, "for")],
         "passed", returned={"1": 3})  # fmt: skip
    case("Second papers of the same head change nothing", "R-M-27", [(4, M, "for paper"), (2, M, "against")], "passed",
         returned={"1": 9})  # fmt: skip


def mixed():
    """The strictest of the kinds that a question mixes."""
    kinds = {"useFund": ">1/2", "raiseFund": "3/4", "covenant": "2/3", "propertyService": "1/2", "other": "2/4",
             "rebuild": ">2/3"}  # fmt: skip

    def mix(name, matter, also, blocks, outcome):
        case(name, "R-V-05", blocks, outcome, [resolution(matter=matter, alsoMatters=also)], approval=kinds)

    at, below = [(9, M, "for"), (3, M, "against")], [(8, M, "for"), (4, M, "against")]
    for matter, also in (("useFund", ["raiseFund"]), ("raiseFund", ["useFund"])):
        order = f"{matter} with {also[0]}"
        mix(f"A mixed question of {order} passes at exactly 3/4", matter, also, at, "passed")
        mix(f"A mixed question of {order} fails below 3/4", matter, also, below, "rejected")
    mix("A mixed question fails by 0.01 m² below the strictest", "useFund", ["raiseFund"],
        [(8, M, "for"), (1, M - 1, "for"), (1, M + 1, "against"), (2, M, "against")], "rejected")  # fmt: skip
    mix("Of three kinds the last may be the strictest", "useFund", ["covenant", "raiseFund"], below, "rejected")
    mix("Of three kinds the first may be the strictest", "raiseFund", ["covenant", "useFund"], below, "rejected")
    mix("Of three kinds the middle may be the strictest", "useFund", ["raiseFund", "covenant"], at, "passed")
    half = [(6, M, "for"), (6, M, "against")]
    mix("Of equal ratios more than is the stricter, when it comes first", "useFund", ["propertyService"], half, "rejected")
    mix("Of equal ratios more than is the stricter, when it comes second", "propertyService", ["useFund"], half,
        "rejected")
    mix("Of equal ratios more than is reached by one head more", "propertyService", ["useFund"],
        [(7, M, "for"), (5, M, "against")], "passed")  # fmt: skip
    mix("A ratio in other terms is an equal ratio", "other", ["useFund"], half, "rejected")
    mix("The same half in other terms is still at least", "other", ["propertyService"], half, "passed")
    mix("A larger ratio is stricter than more than a smaller one", "rebuild", ["raiseFund"], at, "passed")
    mix("More than 2/3 with at least 2/3 fails at exactly 2/3", "covenant", ["rebuild"], below, "rejected")


def silence():
    counted = {"majority": "for", "inFavour": "for", "abstain": "abstain"}
    for policy in ("off", "majority", "inFavour", "abstain", "followOption"):
        side = counted.get(policy)
        blocks = [(6, M, "for"), (2, M, "against"), (4, M, "warned")]
        where = {"for": "in favour", "abstain": "an abstention"}.get(side, "nothing")
        case(f"With the policy {policy} silence of the warned is {where}", "R-S-03 R-S-06", blocks,
             "rejected" if policy == "abstain" else "passed", policy=policy, silence=side)  # fmt: skip
        if side:
            case(f"With the policy {policy} silence of those who were not warned is nothing", "R-S-05",
                 [(6, M, "for"), (2, M, "against"), (4, M, "told")], "passed", policy=policy, silence=side)  # fmt: skip
        there = "against" if policy == "majority" else where
        case(f"With the policy {policy} silence where most are against is {there}",
             "R-S-06", [(3, M, "for"), (5, M, "against"), (4, M, "warned")],
             "passed" if policy == "inFavour" else "rejected", policy=policy,
             silence="against" if policy == "majority" else side)  # fmt: skip
        case(f"With the policy {policy} silence {'makes' if side else 'does not make'} the quorum", "R-S-03",
             [(5, M, "for"), (3, M, "warned"), (4, M, "")],
             "passed" if side else "notQuorate", policy=policy, silence=side)  # fmt: skip
    for policy, side in counted.items():
        case(f"With the policy {policy} who returned an invalid paper is not silent", "R-S-05 R-E-10",
             [(6, M, "for"), (3, M, "against"), (2, M, "warned unclear"), (1, M, "warned")],
             "passed", policy=policy, silence=side)  # fmt: skip
    case("Silence misses the quorum by one head", "R-S-03", [(5, 100 * M, "for"), (2, M, "warned"), (5, M, "told")],
         "notQuorate", policy="inFavour", silence="for")  # fmt: skip
    case("Silence misses the quorum by 0.01 m²", "R-S-03", [(5, M, "for"), (3, M - 1, "warned"), (4, M, "told")],
         "notQuorate", policy="abstain", silence="abstain")  # fmt: skip
    case("Who got no ballot is not silent", "R-S-05",
         [(6, M, "for"), (2, M, "against"), (1, M, "warned"), (3, M, "")], "passed", policy="majority",
         silence="for")  # fmt: skip
    case("Who votes is not silent", "R-S-05", [(8, M, "for warned"), (4, M, "against warned")], "passed",
         policy="majority")
    case("A ballot that was delivered without a paper warns too", "R-S-05",
         [(7, M, "for"), (3, M, "against"), (2, M, "warned papers=0")], "passed", policy="majority",
         silence="for")  # fmt: skip
    case("Silence in favour reaches exactly 3/4", "R-S-06", [(6, M, "for"), (3, M, "against"), (3, M, "warned")],
         "passed",
         policy="inFavour", silence="for", approval="3/4")  # fmt: skip
    case("Silence in favour stays one head below 3/4", "R-S-06",
         [(6, 10 * M, "for"), (4, M, "against"), (2, M, "warned")], "rejected", policy="inFavour", silence="for",
         approval="3/4")  # fmt: skip
    case("Silence as abstention is of the whole and takes the approval away", "R-S-06",
         [(6, M, "for"), (2, M, "against"), (4, M, "warned")], "rejected", policy="abstain", silence="abstain",
         approval="3/4")  # fmt: skip


def majorities():
    def split(name, blocks, side, outcome="rejected"):
        case(name, "R-S-06", [*blocks, (4, M, "warned")], outcome, policy="majority", silence=side)

    split("More area for, more heads against: there is no majority", [(2, 9 * M, "for"), (6, M, "against")], "abstain")
    split("More heads for, more area against: there is no majority", [(6, M, "for"), (2, 9 * M, "against")], "abstain")
    split("More heads for and equal area: there is no majority", [(4, M, "for"), (2, 2 * M, "against")], "abstain")
    split("More area for and equal heads: there is no majority", [(4, M + 1, "for"), (4, M, "against")], "abstain")
    split("Equal heads and equal area: there is no majority", [(4, M, "for"), (4, M, "against")], "abstain")
    split("A majority by 0.01 m² and one head is one", [(4, M, "for"), (1, 1, "for"), (4, M, "against")], "for",
          "passed")
    split("A majority against by 0.01 m² and one head is one", [(4, M, "for"), (4, M, "against"), (1, 1, "against")],
          "against")
    split("Abstentions are no part of the majority", [(2, M, "for"), (1, M, "against"), (5, M, "abstain")], "for")
    split("One ballot leads all the silent", [(1, M, "for"), (7, M, "warned")], "for", "passed")
    split("Nobody voted, and all who are silent abstain", [(8, M, "warned")], "abstain")
    split("Only abstentions lead the silent to abstain", [(4, M, "abstain"), (4, M, "warned")], "abstain")
    split("Invalid papers are no part of the majority", [(3, M, "for"), (2, M, "against"), (4, M, "unsigned")], "for",
          "passed")  # fmt: skip
    case("Silence alone is in favour", "R-S-06", [(12, M, "warned")], "passed", policy="inFavour", silence="for")
    case("Silence alone abstains", "R-S-06", [(12, M, "warned")], "rejected", policy="abstain", silence="abstain")
    two = [resolution("1"), resolution("2")]
    case("Who votes on one item is silent on the other", "R-S-03",
         [(9, M, {"1": "for", "2": "against"}), (3, M, {"1": "warned", "2": "against"})],
         {"1": "passed", "2": "rejected"}, two,
         policy="majority", silence={"1": "for", "2": "against"})  # fmt: skip
    case("The silent follow another majority on each item", "R-S-06",
         [(6, M, {"1": "for", "2": "against"}), (3, M, {"1": "against", "2": "for"}), (3, M, "warned")],
         {"1": "passed", "2": "rejected"}, two, policy="majority", silence={"1": "for", "2": "against"})  # fmt: skip
    case("An invalid paper on one item leaves its head silent on the other", "R-S-05",
         [(9, M, {"1": "for", "2": "for"}), (3, M, {"1": "unsigned warned"})], {"1": "passed", "2": "passed"}, two,
         policy="abstain", silence={"1": "abstain", "2": "abstain"})  # fmt: skip


def following():
    def follow(name, blocks, side, outcome, **more):
        case(name, "R-S-06", blocks, outcome, policy="followOption", follow=side, **more)

    follow("Who follows joins a majority in favour", [(5, M, "for"), (3, M, "against"), (4, M, "follow")], "for",
           "passed")
    follow("Who follows joins a majority against", [(3, M, "for"), (5, M, "against"), (4, M, "follow")], "against",
           "rejected")
    follow("Who follows abstains where area and heads differ", [(6, M, "for"), (2, 9 * M, "against"), (4, M, "follow")],
           "abstain", "rejected")  # fmt: skip
    follow("All follow, and there is nobody to follow", [(12, M, "follow")], "abstain", "rejected")
    follow("One ballot leads all who follow", [(1, M, "for"), (11, M, "follow")], "for", "passed")
    follow("Who follows makes the quorum", [(1, M, "for"), (7, M, "follow"), (4, M, "")], "for", "passed")
    follow("Who follows reaches exactly 3/4", [(5, M, "for"), (3, M, "against"), (4, M, "follow")], "for", "passed",
           approval="3/4")  # fmt: skip
    follow("Who follows stays below 3/4 by one head", [(5, M, "for"), (4, M, "against"), (3, M, "follow")], "for",
           "rejected",
           approval="3/4")  # fmt: skip
    follow("Many who follow are no majority themselves", [(2, M, "for"), (3, M, "against"), (7, M, "follow")],
           "against",
           "rejected")  # fmt: skip
    follow("The warned who say nothing do not follow", [(5, M, "for"), (3, M, "follow"), (4, M, "warned")], "for",
           "passed")


def invalid():
    for reason in REASONS:
        case(f"A paper that is {reason} takes no part and is shown", "R-E-10",
             [(8, M, "for"), (3, M, ""), (1, M, reason)], "passed")  # fmt: skip
    case("An invalid paper of a head that voted is not shown", "R-E-10", [(8, M, "for unsigned"), (4, M, "against")],
         "passed")
    case("Two invalid papers of one head are one head", "R-E-10", [(8, M, "for"), (4, M, "unsigned unclear")], "passed")
    case("All papers are invalid, and nobody took part", "R-E-10", [(12, M, "altered")], "notQuorate")
    case("One invalid paper takes the quorum away", "R-E-10", [(7, M, "for"), (1, M, "unclear"), (4, M, "")],
         "notQuorate")
    case("An invalid paper against does not stop an approval", "R-E-10",
         [(7, M, "for"), (2, M, "against"), (3, M, "unsigned")],
         "passed", approval="3/4")  # fmt: skip
    case("An invalid paper counts on its own item only", "R-E-10",
         [(9, M, {"1": "for", "2": "for"}), (3, M, {"1": "unsigned", "2": "against"})], {"1": "passed", "2": "passed"},
         [resolution("1"), resolution("2")])  # fmt: skip


def alternatives():
    def among(name, blocks, outcome, codes="12", kinds=None, **more):
        items = [resolution(code, group="lift", **({"matter": kinds[code]} if kinds else {})) for code in codes]
        case(name, "R-V-06", blocks, outcome, more.pop("items", items), **more)

    yes, no = {"1": "for", "2": "against"}, {"1": "against", "2": "for"}
    among("One alternative passes", [(8, M, yes), (4, M, no)], {"1": "passed", "2": "rejected"})
    among("The other alternative passes", [(4, M, yes), (8, M, no)], {"1": "rejected", "2": "passed"})
    among("No alternative passes", [(6, M, yes), (6, M, no)], {"1": "rejected", "2": "rejected"})
    most = {"1": "for", "2": "for"}
    among("Of two that pass the one with larger shares stays", [(9, M, most), (2, M, yes), (1, M, no)],
          {"1": "passed", "2": "surpassed"})  # fmt: skip
    among("The later alternative may be the larger", [(9, M, most), (1, M, yes), (2, M, no)],
          {"1": "surpassed", "2": "passed"})  # fmt: skip
    among("An alternative is larger by 0.01 m²", [(10, M, most), (1, M, yes), (1, M + 1, no)],
          {"1": "surpassed", "2": "passed"})  # fmt: skip
    among("A head weighs as much as its share of the area", [(6, 2 * M, most), (2, M, yes), (1, 3 * M, no), (1, M, "")],
          {"1": "passed", "2": "surpassed"}, codes="12")  # fmt: skip
    among("Equal shares, and more area stays",
          [(7, 2 * M, most), (2, M, no), (1, 4 * M, yes), (2, M, ""), (1, 4 * M, "")],
          {"1": "passed", "2": "surpassed"})  # fmt: skip
    drawn = lambda codes: lambda roll: dict(  # noqa: E731
        zip(sorted(codes, key=lambda code: lot(roll, "lift", code)), ["passed"] + ["surpassed"] * 9))
    among("Equal in all, the lot decides between two", [(9, M, most)], drawn("12"))
    among("Equal in all, the lot decides among three", [(9, M, {"1": "for", "2": "for", "3": "for"})], drawn("123"),
          codes="123")
    among("Three pass and the middle one stays", [(8, M, {"1": "for", "2": "for", "3": "for"}), (1, M, {"1": "against",
          "2": "for", "3": "against"})], {"1": "surpassed", "2": "passed", "3": "surpassed"}, codes="123")  # fmt: skip
    groups = [resolution("1", group="lift"), resolution("2", group="roof"), resolution("3", group="lift"),
              resolution("4", group="roof"), resolution("5")]  # fmt: skip
    case("Groups do not meet each other, nor who is in none", "R-V-06",
         [(8, M, dict.fromkeys("12345", "for")), (1, M, {"1": "for", "2": "against", "3": "against", "4": "for",
                                                         "5": "for"})],
         {"1": "passed", "2": "surpassed", "3": "surpassed", "4": "passed", "5": "passed"}, groups)  # fmt: skip
    case("A group of one is its own first", "R-V-06", [(12, M, "for")], "passed", [resolution(group="lift")])
    among("A larger one that does not pass surpasses nobody", [(8, M, yes | {"2": "for"}), (1, M, no),
                                                               (3, M, yes | {"1": "against"})],
          {"1": "passed", "2": "rejected"}, kinds={"1": "useFund", "2": "raiseFund"},
          approval={"useFund": ">1/2", "raiseFund": ">3/4"})  # fmt: skip
    among("A larger one without a quorum surpasses nobody",
          [(5, M, most), (2, M, no | {"2": "for"}), (1, M, {"1": "against"}), (4, M, "")],
          {"1": "passed", "2": "notQuorate"})  # fmt: skip
    among("Silence in favour is part of what an alternative has behind it",
          [(7, M, most), (2, M, {"1": "for", "2": "against"}), (3, M, {"1": "against warned"})],
          {"1": "surpassed", "2": "passed"},
          policy="inFavour", silence={"1": "for", "2": "for"})  # fmt: skip
    among("An invalid paper is nothing behind an alternative",
          [(8, M, most), (1, M, {"1": "for"}), (1, M, {"2": "unsigned"})],
          {"1": "passed", "2": "surpassed"})  # fmt: skip


def make():
    for family in (boundaries, indivisible, turnout, channels, mixed, silence, majorities, following, invalid,
                   alternatives):
        family()
