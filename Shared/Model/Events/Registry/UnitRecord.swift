/// One unit of the roll as ballots and funds need it: places, area, and opaque ids for people.
package struct UnitRecord: Codable, Sendable, Equatable {
    package let unit: UnitCode
    /// The floor's label, such as `15`, `B1`.
    package let floor: String
    package let area: Area
    /// Where the area comes from (R-C-01); nil where nobody has said.
    package let areaSource: AreaSource?
    package let use: Use
    package let ownerKind: OwnerKind
    package let owners: [OwnerID]
    /// The one who votes for the unit, chosen by co-owners (R-C-07).
    package let voter: OwnerID

    package enum Use: String, WrittenWord, Sendable { case dwelling, shop, parking, storage, other }
    package enum OwnerKind: String, WrittenWord, Sendable { case person, company, developer }

    /// In the order of their rank: the register, else a survey, else the contract of sale.
    package enum AreaSource: String, WrittenWord, Sendable { case register, survey, contract }

    package init(
        unit: UnitCode, floor: String, area: Area, areaSource: AreaSource? = nil, use: Use, ownerKind: OwnerKind,
        owners: [OwnerID], voter: OwnerID
    ) {
        self.unit = unit
        self.floor = floor
        self.area = area
        self.areaSource = areaSource
        self.use = use
        self.ownerKind = ownerKind
        self.owners = owners
        self.voter = voter
    }

    package var head: HeadID { HeadID(owners: owners) }

    /// Whether the unit counts towards area and heads (R-C-09).
    package func counts(parkingCounts: Bool) -> Bool { use != .parking || parkingCounts }
}

extension UnitRecord {
    /// Appends the unit's canonical JSON, as the hash of a roll and the event take it.
    ///
    /// Written out, because a roll has hundreds of thousands of them, and an encoder takes many times as long.
    ///
    /// - Throws: as ``CanonicalJSON/encode(_:)``.
    package func write(to json: inout [UInt8]) throws {
        // Codes, ids, areas and words have nothing to escape; a floor's label may.
        guard floor.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
            json += try CanonicalJSON.encode(self)
            return
        }
        json += Parts.area
        area.write(to: &json)
        if let areaSource {
            json += Parts.areaSource
            WireText.append(areaSource.rawValue, to: &json)
        }
        json += Parts.floor
        WireText.append(floor, to: &json)
        json += Parts.ownerKind
        WireText.append(ownerKind.rawValue, to: &json)
        json += Parts.owners
        for (index, owner) in owners.enumerated() {
            if index > 0 { json.append(UInt8(ascii: ",")) }
            json.append(UInt8(ascii: "\""))
            WireText.append(owner.uuid, to: &json)
            json.append(UInt8(ascii: "\""))
        }
        json += Parts.unit
        WireText.append(unit.building.description, to: &json)
        json.append(UInt8(ascii: "-"))
        WireText.append(unit.entrance.description, to: &json)
        json.append(UInt8(ascii: "-"))
        WireText.append(unit.number.description, to: &json)
        json += Parts.use
        WireText.append(use.rawValue, to: &json)
        json += Parts.voter
        WireText.append(voter.uuid, to: &json)
        json += Parts.end
    }

    /// What stands between the values.
    private enum Parts {
        static let area = Array(#"{"area":""#.utf8)
        static let areaSource = Array(#"","areaSource":""#.utf8)
        static let floor = Array(#"","floor":""#.utf8)
        static let ownerKind = Array(#"","ownerKind":""#.utf8)
        static let owners = Array(#"","owners":["#.utf8)
        static let unit = Array(#"],"unit":""#.utf8)
        static let use = Array(#"","use":""#.utf8)
        static let voter = Array(#"","voter":""#.utf8)
        static let end = Array(#""}"#.utf8)
    }
}
