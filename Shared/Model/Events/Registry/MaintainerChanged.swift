/// Another firm maintains a lift, whose mark has to be renewed (R-L-03).
package struct MaintainerChanged: DistrictEvent {
    package static let type = EventType(.registry, "MaintainerChanged")
    package var subject: String { "lift:\(lift)" }

    package let lift: LiftCode
    /// The firm; nil: none any more.
    package let maintainer: String?
    package let previous: String?
    package let changedOn: Day
    /// The last day for the new mark; nil where none is due, or where the year's working days were not known.
    package let markBy: Day?

    package init(lift: LiftCode, maintainer: String?, previous: String?, changedOn: Day, markBy: Day? = nil) {
        self.lift = lift
        self.maintainer = maintainer
        self.previous = previous
        self.changedOn = changedOn
        self.markBy = markBy
    }
}
