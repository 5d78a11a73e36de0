import Model

/// An assembly as people read it: its facts, and a line for each item.
struct AssemblyTable: CustomStringConvertible {
    private let facts: Table
    private let items: Table
    private let elections: [Table]

    init(_ assembly: JSONValue) {
        let names = [
            ("assembly", "code"), ("title", "title"), ("state", "state"), ("opened", "openedAt"),
            ("closes", "closesAt"), ("closed", "closedAt"), ("roll", "rollHash"), ("rules", "rulesHash"),
        ]
        var known = names.map { (name: $0, value: assembly[$1].cell) }
        known.append((name: "electorate", value: Self.weight(assembly["electorate"])))
        let course = assembly["course"]
        known += [
            (name: "phase", value: course["phase"].cell), (name: "form", value: course["form"].cell),
            (name: "notice", value: course["noticeOn"].cell), (name: "papers until", value: course["papersUntil"].cell),
            (name: "puts again", value: course["revoteOf"].cell),
            (name: "put again by", value: course["revotes"].items.map(\.cell).joined(separator: ", ")),
            (name: "posted until", value: course["result"]["postedUntil"].cell),
            (name: "objections", value: Self.objections(course["result"]["objections"])),
            (name: "effective", value: course["result"]["effectiveOn"].cell),
        ]
        facts = Table(facts: known.filter { !$0.value.isEmpty })
        items = Table(
            assembly["items"].items,
            [
                .text("ITEM", "code"), .text("KIND", "kind"),
                .made("TOOK PART") { Self.weight($0["participation"]) },
                .made("FOR") { Self.weight($0["result"]["inFavour"]) },
                .made("AGAINST") { Self.weight($0["result"]["against"]) },
                .made("ABSTAINED") { Self.weight($0["result"]["abstained"]) },
                .text("OUTCOME", "result", "outcome"),
            ])
        elections = assembly["items"].items.filter { !$0["election"]["candidates"].items.isEmpty }
            .map(Self.candidates)
    }

    var description: String {
        (["\(facts)", "\(items)"] + elections.map(\.description)).joined(separator: "\n\n")
    }

    /// Nothing where nobody objects to the result.
    private static func objections(_ counts: JSONValue) -> String {
        guard let filed = counts["filed"].int, filed > 0 else { return "" }
        return "\(filed) filed, \(counts["unanswered"].cell) unanswered, \(counts["upheld"].cell) upheld"
    }

    /// Who stands in an election, and what became of them.
    private static func candidates(of item: JSONValue) -> Table {
        let result = item["result"]["election"]
        let (elected, alternates) = (
            result["elected"].items.map(\.cell), result["alternates"].items.map(\.cell)
        )
        let isSeated = item["result"]["outcome"].cell != ItemResult.Outcome.rejected.rawValue
        return Table(
            item["election"]["candidates"].items,
            [
                .made("ITEM") { _ in item["code"].cell }, .text("CANDIDATE", "candidate"),
                .text("BUILDING", "building"),
                .made("NOMINATED") { candidate in
                    let supporters = candidate["supporters"].cell
                    return candidate["nominated"].cell + (supporters.isEmpty ? "" : " by \(supporters)")
                },
                .made("VOTES") { candidate in
                    let votes = result["candidates"].items.first { $0["candidate"].cell == candidate["candidate"].cell }
                    return votes.map { weight($0["votes"]) } ?? ""
                },
                .made("RESULT") { candidate in
                    let code = candidate["candidate"].cell
                    // Too few for a body are seated nowhere, and nobody follows them.
                    guard isSeated else { return elected.contains(code) ? "enough votes, not elected" : "" }
                    return elected.contains(code) ? "elected" : alternates.contains(code) ? "alternate" : ""
                },
            ])
    }

    static func weight(_ value: JSONValue) -> String {
        guard let heads = value["heads"].int else { return "" }
        return English.counted(heads, "head") + (value["area"].string.map { ", \($0) m²" } ?? "")
    }
}
