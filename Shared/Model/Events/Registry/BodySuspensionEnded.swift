/// A suspended member of a body votes and acts again.
package struct BodySuspensionEnded: DistrictEvent {
    package static let type = EventType(.registry, "BodySuspensionEnded")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let member: MemberID
    package let seat: Int64
    /// The last day of the suspension.
    package let lastDay: Day
    package let end: SuspensionEnd
    /// Members of the body, suspended ones included.
    package let serving: Int64
    /// Members who may vote and act from now on.
    package let acting: Int64

    package init(
        body: BodyID, kind: BodyKind, member: MemberID, seat: Int64, lastDay: Day, end: SuspensionEnd, serving: Int64,
        acting: Int64
    ) {
        self.body = body
        self.kind = kind
        self.member = member
        self.seat = seat
        self.lastDay = lastDay
        self.end = end
        self.serving = serving
        self.acting = acting
    }
}
