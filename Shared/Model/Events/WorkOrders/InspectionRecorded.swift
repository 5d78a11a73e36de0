/// The supervisory inspection of the works has a result (R-L-30).
package struct InspectionRecorded: DistrictEvent {
    package static let type = EventType(.workorders, "InspectionRecorded")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let lift: LiftCode
    package let result: Result
    package let certificate: String
    package let inspectedOn: Day

    package enum Result: String, WrittenWord, Sendable { case passed, failed }

    package init(order: OrderID, lift: LiftCode, result: Result, certificate: String, inspectedOn: Day) {
        self.order = order
        self.lift = lift
        self.result = result
        self.certificate = certificate
        self.inspectedOn = inspectedOn
    }
}
