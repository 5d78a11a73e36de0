import Model

@testable import WorkOrders

/// Small values for the tests of workorders.
enum Samples {
    static let today = day("2023-06-30")
    static let community: CommunityID = parsed("runfeng")
    static let campaign: CampaignID = parsed("2023-lifts-raise")
    static let works = Mandate.Works(work: .overhaul, workClass: .majorRepair)

    static func order(_ workClass: WorkClass = .majorRepair) throws -> WorkOrder {
        let lift: LiftCode = parsed("1-1-A")
        return WorkOrder(
            planned: try OrderID(campaign: campaign, lift: lift), campaign: campaign, lift: lift,
            works: Mandate.Works(work: .overhaul, workClass: workClass))
    }

    static func day(_ text: String) -> Day { parsed(text) }
    static func money(_ text: String) -> Money { parsed(text) }

    /// A value that the test's author wrote himself.
    static func parsed<Value: TextValue>(_ text: String) -> Value {
        do { return try Value(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }
}
