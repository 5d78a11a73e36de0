/// A public fact stands on the board of a building or of the community.
package struct NoticePosted: DistrictEvent {
    package static let type = EventType(.notices, "NoticePosted")
    package var subject: String { "notice:\(notice)" }

    /// The community's running number of notices.
    package let notice: Int64
    /// None: the whole community.
    package let building: BuildingCode?
    /// What is published, a slug such as `building-funded`.
    package let kind: String
    package let postedOn: Day

    package init(notice: Int64, building: BuildingCode? = nil, kind: String, postedOn: Day) {
        self.notice = notice
        self.building = building
        self.kind = kind
        self.postedOn = postedOn
    }
}
