/// Works may begin.
package struct OrderReleased: DistrictEvent {
    package static let type = EventType(.workorders, "OrderReleased")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let lift: LiftCode
    package let cause: Cause
    package let releasedOn: Day

    package enum Cause: String, WrittenWord, Sendable { case advance, buildingFunded }

    package init(order: OrderID, lift: LiftCode, cause: Cause, releasedOn: Day) {
        self.order = order
        self.lift = lift
        self.cause = cause
        self.releasedOn = releasedOn
    }
}
