/// Somebody left a body, took a vacant seat, or got another office in it.
package struct BodyMemberChanged: DistrictEvent {
    package static let type = EventType(.registry, "BodyMemberChanged")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let change: Change
    package let member: MemberID
    /// The member's seat; nil for an alternate who has none.
    package let seat: Int64?
    package let office: BodyOffice?
    /// Why they left.
    package let cause: LeavingCause?
    package let changedOn: Day
    package let seats: Int64
    /// Members after the change.
    package let serving: Int64
    /// Alternates who could still move up.
    package let alternates: Int64
    package let next: VacancyStep

    package enum Change: String, WrittenWord, Sendable { case left, seated, assigned }

    package init(
        body: BodyID, kind: BodyKind, change: Change, member: MemberID, seat: Int64? = nil, office: BodyOffice? = nil,
        cause: LeavingCause? = nil, changedOn: Day, seats: Int64, serving: Int64, alternates: Int64, next: VacancyStep
    ) {
        self.body = body
        self.kind = kind
        self.change = change
        self.member = member
        self.seat = seat
        self.office = office
        self.cause = cause
        self.changedOn = changedOn
        self.seats = seats
        self.serving = serving
        self.alternates = alternates
        self.next = next
    }
}
