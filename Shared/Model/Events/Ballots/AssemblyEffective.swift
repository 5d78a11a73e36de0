/// The results were public for long enough; what passed stands (R-M-41).
package struct AssemblyEffective: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyEffective")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    /// The first day on which it stands.
    package let on: Day
    /// How many objections were handed in, all of which are answered.
    package let objections: Int64

    package init(assembly: AssemblyID, on: Day, objections: Int64) {
        self.assembly = assembly
        self.on = on
        self.objections = objections
    }
}
