/// An objection to a posted result was upheld, so that the result does not take effect; who objected is not told.
package struct ObjectionUpheld: DistrictEvent {
    package static let type = EventType(.ballots, "ObjectionUpheld")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    /// Nil is the whole assembly.
    package let item: ItemID?
    /// What it was about.
    package let category: ObjectionCategory
    /// The day of the answer.
    package let on: Day

    package init(assembly: AssemblyID, item: ItemID? = nil, category: ObjectionCategory, on: Day) {
        self.assembly = assembly
        self.item = item
        self.category = category
        self.on = on
    }
}
