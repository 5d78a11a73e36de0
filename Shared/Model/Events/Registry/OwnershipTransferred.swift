/// A unit has changed hands; its new record is in the `UnitsRecorded` beside this event.
///
/// A fund's balance and an agreement about a lift pass with the unit (R-G-03).
package struct OwnershipTransferred: DistrictEvent {
    package static let type = EventType(.registry, "OwnershipTransferred")
    package var subject: String { "unit:\(unit)" }

    package let unit: UnitCode
    package let from: [OwnerID]
    package let to: [OwnerID]
    /// The day on which it changed hands, which may be long before the registry was told.
    package let on: Day

    package init(unit: UnitCode, from: [OwnerID], to: [OwnerID], on: Day) {
        self.unit = unit
        self.from = from
        self.to = to
        self.on = on
    }
}
