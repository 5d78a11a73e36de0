/// A meeting with its agenda is announced.
package struct AssemblyConvened: DistrictEvent {
    package static let type = EventType(.ballots, "AssemblyConvened")
    package var subject: String { "assembly:\(assembly)" }

    package let assembly: AssemblyID
    package let title: String
    package let closesAt: Timestamp
    package let items: [AgendaItem]
    package let form: AssemblyForm?
    package let convener: Convener?
    /// Nil is the whole community.
    package let electorate: Electorate?
    /// Until when papers that were signed in time may be entered; nil is `closesAt`.
    package let papersUntil: Timestamp?
    /// The day on which the owners were told (R-M-01).
    package let noticeOn: Day?
    /// An interim meeting, which some places call at shorter notice (R-M-02).
    package let isInterim: Bool?
    /// The assembly whose question is put again.
    package let revoteOf: AssemblyID?
    package let documents: [AttachedDocument]?

    package init(
        assembly: AssemblyID, title: String, closesAt: Timestamp, items: [AgendaItem], form: AssemblyForm? = nil,
        convener: Convener? = nil, electorate: Electorate? = nil, papersUntil: Timestamp? = nil, noticeOn: Day? = nil,
        isInterim: Bool? = nil, revoteOf: AssemblyID? = nil, documents: [AttachedDocument]? = nil
    ) {
        self.assembly = assembly
        self.title = title
        self.closesAt = closesAt
        self.items = items
        self.form = form
        self.convener = convener
        self.electorate = electorate
        self.papersUntil = papersUntil
        self.noticeOn = noticeOn
        self.isInterim = isInterim
        self.revoteOf = revoteOf
        self.documents = documents
    }
}
