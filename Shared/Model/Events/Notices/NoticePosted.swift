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
    /// SHA-256 of those of its title and its text, each in Chinese and in English, so that nobody changes them unseen;
    /// nil in events from before it was said.
    package let words: Digest256?

    package init(
        notice: Int64, building: BuildingCode? = nil, kind: String, postedOn: Day, words: Digest256? = nil
    ) {
        self.notice = notice
        self.building = building
        self.kind = kind
        self.postedOn = postedOn
        self.words = words
    }
}
