/// Works have begun and the lift is out of use.
package struct OrderStarted: DistrictEvent {
    package static let type = EventType(.workorders, "OrderStarted")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let lift: LiftCode
    package let startedOn: Day

    package init(order: OrderID, lift: LiftCode, startedOn: Day) {
        self.order = order
        self.lift = lift
        self.startedOn = startedOn
    }
}
