import Model
import ServiceRuntime
import ServiceSupport
import Testing

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

    static func lift(_ code: String) -> LiftRecorded {
        LiftRecorded(
            lift: parsed(code), registrationCode: "R\(code)", rescueCode: "123456", firstFloor: "1", lastFloor: "18",
            skips: [])
    }

    static func day(_ text: String) -> Day { parsed(text) }
    static func money(_ text: String) -> Money { parsed(text) }

    /// A value that the test's author wrote himself.
    static func parsed<Value: TextValue>(_ text: String) -> Value {
        do { return try Value(parsing: text) } catch { preconditionFailure("\(text): \(error)") }
    }
}

extension ServiceHarness<WorkOrdersService> {
    /// The released works on a lift, from their start to their completion.
    func carryOutWorks(on lift: String) async throws {
        for (step, body) in [
            ("start", #"{"on":"2023-06-04"}"#),
            ("inspection", #"{"on":"2023-06-12","result":"passed","certificate":"TS-2"}"#),
            ("return", #"{"on":"2023-06-12"}"#),
            ("complete", #"{"on":"2023-06-20","cost":"70000.00","report":"AR-1"}"#),
        ] {
            let path = "/v1/communities/\(Samples.community)/orders/\(Samples.campaign).\(lift)/\(step)"
            let reply = try await post(path, body, as: [.contractor], of: Samples.community)
            #expect(reply.status == 200, "\(step)")
        }
    }
}
