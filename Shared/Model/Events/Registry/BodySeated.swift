/// A body takes office.
package struct BodySeated: DistrictEvent {
    package static let type = EventType(.registry, "BodySeated")
    package var subject: String { "body:\(body)" }

    package let body: BodyID
    package let kind: BodyKind
    package let origin: BodyOrigin
    /// How many members it should have; fewer may have been found.
    package let seats: Int64
    package let members: [SeatedMember]
    /// In the order in which they move up (R-E-07).
    package let alternates: [MemberID]
    package let seatedOn: Day
    /// None: the body has no term.
    package let termEndsOn: Day?
    /// The day from which the end of the term is warned of (R-B-10).
    package let warnOn: Day?
    /// The rules that somebody allowed to be set aside, such as `parameters.committeeSizeOdd`.
    package let overridden: [String]?

    package init(
        body: BodyID, kind: BodyKind, origin: BodyOrigin, seats: Int64, members: [SeatedMember],
        alternates: [MemberID], seatedOn: Day, termEndsOn: Day? = nil, warnOn: Day? = nil, overridden: [String]? = nil
    ) {
        self.body = body
        self.kind = kind
        self.origin = origin
        self.seats = seats
        self.members = members
        self.alternates = alternates
        self.seatedOn = seatedOn
        self.termEndsOn = termEndsOn
        self.warnOn = warnOn
        self.overridden = overridden
    }
}

/// One seat of a body with the opaque id of whoever has it.
package struct SeatedMember: Codable, Sendable, Equatable {
    /// From 1.
    package let seat: Int64
    package let member: MemberID
    package let represents: Represents
    package let office: BodyOffice
    package let portfolios: [Portfolio]

    package init(
        seat: Int64, member: MemberID, represents: Represents, office: BodyOffice, portfolios: [Portfolio]
    ) {
        self.seat = seat
        self.member = member
        self.represents = represents
        self.office = office
        self.portfolios = portfolios
    }
}
