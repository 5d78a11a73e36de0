/// The lift is back in use.
package struct LiftReturned: DistrictEvent {
    package static let type = EventType(.workorders, "LiftReturned")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let lift: LiftCode
    package let returnedOn: Day

    package init(order: OrderID, lift: LiftCode, returnedOn: Day) {
        self.order = order
        self.lift = lift
        self.returnedOn = returnedOn
    }
}
