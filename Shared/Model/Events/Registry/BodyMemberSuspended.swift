/// A member of a body is suspended: they keep the seat, and neither vote nor act meanwhile (R-B-07).
package struct BodyMemberSuspended: DistrictEvent {
    package static let type = EventType(.registry, "BodyMemberSuspended")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let member: MemberID
    package let seat: Int64
    package let office: BodyOffice
    package let cause: SuspensionCause
    package let from: Day
    /// The last day; nil: until it is decided.
    package let until: Day?
    /// Members of the body, suspended ones included.
    package let serving: Int64
    /// Members who may vote and act then.
    package let acting: Int64
    /// The seat of whoever presides instead; nil where the chair is not suspended, or no deputy can.
    package let actingChair: Int64?

    package init(
        body: BodyID, kind: BodyKind, member: MemberID, seat: Int64, office: BodyOffice, cause: SuspensionCause,
        from: Day, until: Day? = nil, serving: Int64, acting: Int64, actingChair: Int64? = nil
    ) {
        self.body = body
        self.kind = kind
        self.member = member
        self.seat = seat
        self.office = office
        self.cause = cause
        self.from = from
        self.until = until
        self.serving = serving
        self.acting = acting
        self.actingChair = actingChair
    }
}
