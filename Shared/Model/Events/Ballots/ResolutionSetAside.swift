/// An authority annulled a decision (R-M-44), or a court revoked it (R-V-21); its mandate allows nothing any more.
package struct ResolutionSetAside: DistrictEvent {
    package static let type = EventType(.ballots, "ResolutionSetAside")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    /// Nil is the whole assembly.
    package let item: ItemID?
    package let by: Authority
    /// The order or judgment.
    package let document: Digest256
    package let on: Day

    package enum Authority: String, WrittenWord, Sendable { case authority, court }

    package init(assembly: AssemblyID, item: ItemID? = nil, by: Authority, document: Digest256, on: Day) {
        self.assembly = assembly
        self.item = item
        self.by = by
        self.document = document
        self.on = on
    }
}
