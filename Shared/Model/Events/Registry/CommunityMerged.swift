/// A community has become part of another management area; its own books end here and stay what they are.
package struct CommunityMerged: DistrictEvent {
    package static let type = EventType(.registry, "CommunityMerged")
    package var subject: String { "community" }

    /// The management area that it is part of from now on.
    package let into: CommunityID
    package let on: Day
    /// The decision that it rests on (R-V-14).
    package let basis: String
    /// Its buildings that are called something else there; nil in events from before it was said.
    package let renamed: [RenamedBuilding]?

    package init(into: CommunityID, on: Day, basis: String, renamed: [RenamedBuilding]? = nil) {
        self.into = into
        self.on = on
        self.basis = basis
        self.renamed = renamed
    }
}

/// A building that is called something else since its community is part of another.
package struct RenamedBuilding: Codable, Sendable, Equatable {
    package let before: BuildingCode
    package let after: BuildingCode

    package init(before: BuildingCode, after: BuildingCode) {
        self.before = before
        self.after = after
    }
}

/// Other communities have become part of this one; their units are in the `UnitsRecorded` beside this event.
package struct CommunitiesJoined: DistrictEvent {
    package static let type = EventType(.registry, "CommunitiesJoined")
    package var subject: String { "community" }

    package let from: [CommunityID]
    package let on: Day
    package let basis: String

    package init(from: [CommunityID], on: Day, basis: String) {
        self.from = from
        self.on = on
        self.basis = basis
    }
}
