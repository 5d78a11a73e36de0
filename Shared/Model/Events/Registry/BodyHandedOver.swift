/// A body that ended has handed over its archives, seal and property (R-B-11).
package struct BodyHandedOver: DistrictEvent {
    package static let type = EventType(.registry, "BodyHandedOver")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let handedOverOn: Day
    /// The body that took over; nil: the street keeps everything.
    package let to: BodyID?

    package init(body: BodyID, kind: BodyKind, handedOverOn: Day, to: BodyID? = nil) {
        self.body = body
        self.kind = kind
        self.handedOverOn = handedOverOn
        self.to = to
    }
}
