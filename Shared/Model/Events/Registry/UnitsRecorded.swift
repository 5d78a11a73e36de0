/// Units as they now are, at most 200 in one event; a unit named again replaces what was known of it.
package struct UnitsRecorded: DistrictEvent {
    package static let type = EventType(.registry, "UnitsRecorded")
    package var subject: String { "roll" }

    package let units: [UnitRecord]

    package init(units: [UnitRecord]) {
        self.units = units
    }
}
