import Foundation
import Model
import Testing

@testable import tongti

@Suite struct ContractorTests {
    @Test(arguments: [
        (#""releasedOn": "2024-03-24", "cause": "buildingFunded""#, "2024-03-25"),
        (#""releasedOn": "2024-03-24", "cause": "advance""#, "2024-03-24"), (#""cause": "advance""#, nil),
    ])
    func `works that a payment releases are seen on the next day`(_ release: String, _ seen: String?) throws {
        let text = #"{"order": "lifts-1.2-1-B", "lift": "2-1-B", "state": "released", \#(release)}"#
        let order = try JSONDecoder().decode(ScenarioContractor.Order.self, from: Data(text.utf8))
        #expect(order.seenOn?.description == seen)
    }
}
