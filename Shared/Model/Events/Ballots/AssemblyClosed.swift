/// Voting has ended; no vote of the assembly comes after this event.
package struct AssemblyClosed: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyClosed")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let items: [CountedItem]

    package init(assembly: AssemblyID, items: [CountedItem]) {
        self.assembly = assembly
        self.items = items
    }
}
