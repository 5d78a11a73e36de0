/// A lift's use mark was renewed, after an inspection or because others take care of it (R-L-03).
package struct LiftMarked: DistrictEvent {
    package static let type = EventType(.registry, "LiftMarked")
    package var subject: String { "lift:\(lift)" }

    package let lift: LiftCode
    package let markedOn: Day
    /// As the mark says; nil where it is not known.
    package let nextInspectionOn: Day?

    package init(lift: LiftCode, markedOn: Day, nextInspectionOn: Day? = nil) {
        self.lift = lift
        self.markedOn = markedOn
        self.nextInspectionOn = nextInspectionOn
    }
}
