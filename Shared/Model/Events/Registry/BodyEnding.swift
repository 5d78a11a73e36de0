/// A body's term comes to its end, and its successor has to be prepared (R-B-10).
package struct BodyEnding: DistrictEvent {
    package static let type = EventType(.registry, "BodyEnding")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let termEndsOn: Day
    package let warnedOn: Day

    package init(body: BodyID, kind: BodyKind, termEndsOn: Day, warnedOn: Day) {
        self.body = body
        self.kind = kind
        self.termEndsOn = termEndsOn
        self.warnedOn = warnedOn
    }
}
