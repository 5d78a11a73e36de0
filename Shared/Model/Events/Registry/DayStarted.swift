/// The calendar day of a district that plays a scenario; ordering and cut-offs never depend on it.
package struct DayStarted: DistrictEvent {
    package static let type = EventType(.registry, "DayStarted")
    package var subject: String { "day" }

    package let day: Day

    package init(day: Day) {
        self.day = day
    }
}
