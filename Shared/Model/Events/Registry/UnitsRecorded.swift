/// Units as they now are, at most 200 in one event; a unit named again replaces what was known of it.
package struct UnitsRecorded: DistrictEvent {
    package static let type = EventType(.registry, "UnitsRecorded")
    package var subject: String { "roll" }

    package let units: [UnitRecord]

    package init(units: [UnitRecord]) {
        self.units = units
    }

    /// - Throws: as ``UnitRecord/write(to:)``.
    package func payload() throws -> [UInt8] {
        var json = Array(#"{"units":["#.utf8)
        for (index, unit) in units.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            try unit.write(to: &json)
        }
        json += "]}".utf8
        return json
    }
}
