import Model

@testable import Ballots

/// Ratio, comparison and the like as the national law has them; the sources are left to the real pack.
enum Samples {
    /// `changes` are other values of parameters, nil for none.
    static func rules(_ changes: [RuleKey: String?] = [:]) throws -> RulePack {
        let majority = try threshold(1, 2, .moreThan)
        let threeQuarters = try threshold(3, 4, .atLeast)
        return RulePack(
            jurisdiction: "national", version: "2021-01-01", participation: try threshold(2, 3, .atLeast),
            approval: Dictionary(
                uniqueKeysWithValues: MatterKind.allCases.map { kind in
                    (kind, kind.needsThreeQuarters ? threeQuarters : majority)
                }),
            duplicates: RulePack.Choice(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: RulePack.Choice(policy: .off, source: "R-S-04", grade: .design),
            parameters: changes.reduce(into: parameters) { parameters, change in
                parameters[change.key] = change.value.map {
                    RulePack.Parameter(value: $0, source: "test", grade: .design)
                }
            })
    }

    /// As the nation has them, but that a voting may be as short as a test.
    static let parameters: [RuleKey: RulePack.Parameter] = [
        RuleKey.regularMeetingNotice: "15d", .interimMeetingNotice: "7d", .votingWindowLeast: "0d",
        .votingWindowMost: "60d", .resultPublicity: "15d", .extensions: "2", .extensionMost: "30d", .papersAfter: "7d",
    ].mapValues { RulePack.Parameter(value: $0, source: "national", grade: .design) }

    /// An assembly as pages see it before anybody has voted, or with these results.
    static func paper(
        of assembly: Assembly, by rules: RulePack, revotes: [AssemblyID] = [], results: [ItemID: ItemResult] = [:]
    ) throws -> AssemblyPaper {
        let now = Timestamp(microseconds: 0)
        return AssemblyPaper(
            community: try CommunityID(parsing: "c"), communityName: "润丰",
            detail: AssemblyDetail(
                stored: StoredAssembly(number: 1, assembly: assembly, convenedAt: now, readAt: now), participation: [:],
                results: results,
                course: AssemblyDetail.Course(
                    phase: .convened, extensions: [], revotes: revotes,
                    objections: Objection.Count(filed: 0, unanswered: 0, upheld: 0, lastAnswerOn: nil))),
            rules: rules)
    }

    static func basis(_ electorate: Weight) throws -> CountingBasis {
        CountingBasis(electorate: electorate, rules: try rules(), rollHash: digest("roll"))
    }

    private static func threshold(
        _ numerator: Int64, _ denominator: Int64, _ comparison: Ratio.Comparison
    ) throws -> RulePack.Threshold {
        RulePack.Threshold(
            ratio: try Ratio(numerator, denominator), comparison: comparison, source: "art. 278", grade: .primary)
    }

    /// The mandate of the story: 17.93 yuan per m², half of a building's amount releases its overhauls.
    static func collect(
        _ buildings: [BuildingCode]? = nil, rate: String = "17.93",
        releases works: Mandate.Works = Mandate.Works(work: .overhaul, workClass: .majorRepair)
    ) throws -> Mandate {
        .collect(
            Mandate.Collect(
                rate: try UnitPrice(parsing: rate), scope: Mandate.Scope(buildings: buildings),
                threshold: try Ratio(1, 2), basis: .amount, releases: works))
    }

    /// So many candidates, `c1` and so on, for so many seats.
    static func election(seats: Int64 = 2, candidates: Int = 3) throws -> AgendaItem {
        AgendaItem(
            item: itemID("seats"), title: "选举", kind: .committeeElection, form: .election,
            election: Election(
                seats: seats, alternates: 0, least: 1, ranking: .shares,
                candidates: try (0..<candidates).map {
                    Election.Candidate(candidate: try CandidateCode(parsing: "c\($0 + 1)"))
                }))
    }

    static func spend(cap: String = "900000.00") throws -> Mandate {
        .spend(Mandate.Spend(cap: try Money(parsing: cap), scope: .community))
    }

    static func item(_ code: String, _ kind: MatterKind, _ mandate: Mandate? = nil) throws -> AgendaItem {
        AgendaItem(item: try ItemID(parsing: code), title: "电梯大修筹款", kind: kind, mandate: mandate)
    }

    static func weight(_ area: Int64, _ heads: Int64) -> Weight { Weight(area: Area(hundredths: area), heads: heads) }

    static func itemID(_ text: String) -> ItemID { parsed(text) }

    static func day(_ text: String) -> Day { parsed(text) }

    /// A value that a test writes out.
    private static func parsed<Value: TextValue>(_ text: String) -> Value {
        do { return try Value(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }

    static func digest(_ text: String) -> Digest256 { Digest256(of: Array(text.utf8)) }
}
