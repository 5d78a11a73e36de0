/// A meeting with its agenda is announced.
package struct AssemblyConvened: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyConvened")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let title: String
    package let closesAt: Timestamp
    package let items: [AgendaItem]

    package init(assembly: AssemblyID, title: String, closesAt: Timestamp, items: [AgendaItem]) {
        self.assembly = assembly
        self.title = title
        self.closesAt = closesAt
        self.items = items
    }
}
