/// Works that had not begun wait for money again: the advance that had released them was taken back.
package struct OrderHeld: DistrictEvent {
    package static let type = EventType(.workorders, "OrderHeld")
    package var subject: String { "order:\(order)" }

    package let order: OrderID
    package let lift: LiftCode
    /// The day on which the advance was taken back.
    package let heldOn: Day

    package init(order: OrderID, lift: LiftCode, heldOn: Day) {
        self.order = order
        self.lift = lift
        self.heldOn = heldOn
    }
}
