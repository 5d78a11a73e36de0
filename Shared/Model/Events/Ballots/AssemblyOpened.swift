/// Voting has begun on a frozen roll and frozen rules (R-C-15, R-V-13).
package struct AssemblyOpened: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyOpened")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let electorate: Weight
    package let rollHash: Digest256
    /// The registry's position in this shard that the frozen roll stands for.
    package let rollPosition: Int64
    package let rulesHash: Digest256

    package init(
        assembly: AssemblyID, electorate: Weight, rollHash: Digest256, rollPosition: Int64, rulesHash: Digest256
    ) {
        self.assembly = assembly
        self.electorate = electorate
        self.rollHash = rollHash
        self.rollPosition = rollPosition
        self.rulesHash = rulesHash
    }
}
