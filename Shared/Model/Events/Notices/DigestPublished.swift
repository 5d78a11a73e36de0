/// The daily digest of a building (S1-09).
package struct DigestPublished: DistrictEvent {
    package static let type = EventType(.notices, "DigestPublished")
    package var subject: String { "digest:\(building)" }

    package let building: BuildingCode
    package let day: Day
    package let figures: DigestFigures

    package init(building: BuildingCode, day: Day, figures: DigestFigures) {
        self.building = building
        self.day = day
        self.figures = figures
    }
}
