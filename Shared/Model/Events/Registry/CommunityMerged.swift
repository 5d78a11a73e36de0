/// A community has become part of another management area; its own books end here and stay what they are.
package struct CommunityMerged: DistrictEvent {
    package static let type = EventType(.registry, "CommunityMerged")
    package var subject: String { "community" }

    /// The management area that it is part of from now on.
    package let into: CommunityID
    package let on: Day
    /// The decision that it rests on (R-V-14).
    package let basis: String

    package init(into: CommunityID, on: Day, basis: String) {
        self.into = into
        self.on = on
        self.basis = basis
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
