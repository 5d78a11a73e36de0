import Model

@testable import Notices

/// Small values for the tests of notices.
enum Samples {
    static let community: CommunityID = parsed("runfeng")
    static let campaign: CampaignID = parsed("2023-lifts-collect")
    static let assembly: AssemblyID = parsed("2023-lifts")
    static let item: ItemID = parsed("collect")
    static let lifts: [LiftCode] = ["1-1-A", "1-1-B", "2-1-A"].map { parsed($0) }
    static let order: OrderID = parsed("2023-lifts-collect.1-1-A")

    static let electorate = weight(389_00, 4)
    static let result = ItemResult(
        electorate: electorate, inFavour: weight(300_00, 3), against: weight(50_00, 1), abstained: .zero,
        outcome: .passed)

    static let mandate = Mandate.Collect(
        rate: parsed("17.93"), scope: .community, threshold: parsed("1/2"), basis: .amount,
        releases: Mandate.Works(work: .overhaul, workClass: .majorRepair))

    static func weight(_ area: Int64, _ heads: Int64) -> Weight { Weight(area: Area(hundredths: area), heads: heads) }

    static func day(_ text: String) -> Day { parsed(text) }
    static func money(_ text: String) -> Money { parsed(text) }
    static func building(_ text: String) -> BuildingCode { parsed(text) }

    /// A value that the test's author wrote himself.
    static func parsed<Value: TextValue>(_ text: String) -> Value {
        do { return try Value(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }
}
