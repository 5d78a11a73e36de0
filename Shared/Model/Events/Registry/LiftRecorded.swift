/// A lift as it now is; sent again replaces what was known of it.
package struct LiftRecorded: DistrictEvent {
    package static let type = EventType(.registry, "LiftRecorded")
    package var subject: String { "lift:\(lift)" }

    package let lift: LiftCode
    package let registrationCode: String
    /// The number read to the rescue line (R-L-54).
    package let rescueCode: String
    /// Floor labels, not ordinals (R-G-07).
    package let firstFloor: String
    package let lastFloor: String
    /// Labels of floors not served.
    package let skips: [String]
    package let installedOn: Day?
    package let nextInspectionOn: Day?
    /// The maintenance firm.
    package let maintainer: String?

    package init(
        lift: LiftCode, registrationCode: String, rescueCode: String, firstFloor: String, lastFloor: String,
        skips: [String], installedOn: Day? = nil, nextInspectionOn: Day? = nil, maintainer: String? = nil
    ) {
        self.lift = lift
        self.registrationCode = registrationCode
        self.rescueCode = rescueCode
        self.firstFloor = firstFloor
        self.lastFloor = lastFloor
        self.skips = skips
        self.installedOn = installedOn
        self.nextInspectionOn = nextInspectionOn
        self.maintainer = maintainer
    }
}
