/// A body is no longer in office; its archives, seal and property are to be handed over (R-B-11).
package struct BodyEnded: DistrictEvent {
    package static let type = EventType(.registry, "BodyEnded")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let cause: BodyEndCause
    package let endedOn: Day
    /// The last day of the hand-over; nil where the rules set none, or where the year's working days were not known.
    package let handOverBy: Day?

    package init(body: BodyID, kind: BodyKind, cause: BodyEndCause, endedOn: Day, handOverBy: Day? = nil) {
        self.body = body
        self.kind = kind
        self.cause = cause
        self.endedOn = endedOn
        self.handOverBy = handOverBy
    }
}
