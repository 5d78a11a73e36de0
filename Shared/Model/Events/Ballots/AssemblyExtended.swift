/// The voting goes on until a later time, as was announced (R-M-13).
package struct AssemblyExtended: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyExtended")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let closesAt: Timestamp
    package let papersUntil: Timestamp?
    package let reason: String

    package init(assembly: AssemblyID, closesAt: Timestamp, papersUntil: Timestamp? = nil, reason: String) {
        self.assembly = assembly
        self.closesAt = closesAt
        self.papersUntil = papersUntil
        self.reason = reason
    }
}
