/// A change of the roll is complete; what was recorded before this event is the whole roll.
package struct RollRecorded: DistrictEvent {
    package static let type = EventType(.registry, "RollRecorded")
    package var subject: String { "roll" }

    package let units: Int64
    /// The area that counts in ballots, parking left out unless the community's rules say otherwise.
    package let countedArea: Area
    /// Persons who count (R-C-06).
    package let heads: Int64
    /// SHA-256 of the canonical JSON of all unit records in the order of their codes.
    package let hash: Digest256

    package init(units: Int64, countedArea: Area, heads: Int64, hash: Digest256) {
        self.units = units
        self.countedArea = countedArea
        self.heads = heads
        self.hash = hash
    }
}
