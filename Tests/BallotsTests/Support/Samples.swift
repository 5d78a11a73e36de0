import Model

@testable import Ballots

/// Ratio, comparison and the like as the national law has them; the sources are left to the real pack.
enum Samples {
    static func rules() throws -> RulePack {
        let majority = try threshold(1, 2, .moreThan)
        let threeQuarters = try threshold(3, 4, .atLeast)
        return RulePack(
            jurisdiction: "national", version: "2021-01-01", participation: try threshold(2, 3, .atLeast),
            approval: Dictionary(
                uniqueKeysWithValues: MatterKind.allCases.map { kind in
                    (kind, kind.needsThreeQuarters ? threeQuarters : majority)
                }),
            duplicates: RulePack.Choice(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: RulePack.Choice(policy: .off, source: "R-S-04", grade: .design))
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
    static func collect(_ buildings: [BuildingCode]? = nil, rate: String = "17.93") throws -> Mandate {
        .collect(
            Mandate.Collect(
                rate: try UnitPrice(parsing: rate), scope: Mandate.Scope(buildings: buildings),
                threshold: try Ratio(1, 2), basis: .amount,
                releases: Mandate.Works(work: .overhaul, workClass: .majorRepair)))
    }

    static func spend(cap: String = "900000.00") throws -> Mandate {
        .spend(Mandate.Spend(cap: try Money(parsing: cap), scope: .community))
    }

    static func item(_ code: String, _ kind: MatterKind, _ mandate: Mandate? = nil) throws -> AgendaItem {
        AgendaItem(item: try ItemID(parsing: code), title: "电梯大修筹款", kind: kind, mandate: mandate)
    }

    static func weight(_ area: Int64, _ heads: Int64) -> Weight { Weight(area: Area(hundredths: area), heads: heads) }

    static func digest(_ text: String) -> Digest256 { Digest256(of: Array(text.utf8)) }
}
