/// Units that are no longer on the roll.
package struct UnitsRemoved: DistrictEvent {
    package static let type = EventType(.registry, "UnitsRemoved")
    package var subject: String { "roll" }

    package let units: [UnitCode]

    package init(units: [UnitCode]) {
        self.units = units
    }
}
