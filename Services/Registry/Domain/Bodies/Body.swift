import Model

/// A body that speaks for the owners of a community, with everybody who has or had a seat in it.
struct Body: Sendable, Equatable {
    let code: BodyID
    let kind: BodyKind
    let origin: BodyOrigin
    /// How many members it should have.
    let seats: Int64
    /// Owners who applied for it, where it was applied for.
    let applicants: Int64?
    let seatedOn: Day
    /// None: without a term.
    let termEndsOn: Day?
    /// The adoption of the rules that it was checked against.
    let adoption: Int32
    /// Since when the list of members had been posted, where it was said.
    var listPostedOn: Day?
    var exception: RuleException?
    var seatings: [Seating]
    /// In the order in which they move up.
    var alternates: [Alternate]
    var warnedOn: Day?
    var ending: Ending?
    var handedOver: HandOver?

    /// A time of one member in one seat.
    struct Seating: Sendable, Equatable {
        /// From 1.
        let seat: Int64
        /// From 1: the first who had the seat, the next one, and so on.
        let turn: Int64
        let member: MemberID
        let represents: Represents
        var office: BodyOffice
        var portfolios: [Portfolio]
        let since: Day
        var until: Day?
        var cause: LeavingCause?
        var suspensions: [Suspension] = []
    }

    struct Alternate: Sendable, Equatable {
        /// From 1.
        let rank: Int64
        let member: MemberID
        /// Persons who voted for them, where it is known.
        let votes: Int64?
        var seatedOn: Day?
        var leftOn: Day?
        var cause: LeavingCause?

        var stands: Bool { seatedOn == nil && leftOn == nil }
    }

    struct Ending: Sendable, Equatable {
        let cause: BodyEndCause
        let on: Day
        /// How long the rules then gave for the hand-over.
        let handOver: Period?
    }

    struct HandOver: Sendable, Equatable {
        let on: Day
        /// The body that took over; none: the street.
        let to: BodyID?
    }
}

/// Rules that were set aside, and who allowed it.
struct RuleException: Sendable, Equatable {
    let reason: String
    let allowedBy: Authority
    var breaches: [RuleBreach]

    /// Who can allow a body to differ from the rules.
    enum Authority: String, Codable, Sendable, CaseIterable { case street, district, court, ownersAssembly }
}

extension Body {
    /// Who sits in the body, by seat.
    var serving: [Seating] { seatings.filter { $0.until == nil }.sorted { $0.seat < $1.seat } }

    /// Alternates who can still move up, in order.
    var standing: [Alternate] { alternates.filter(\.stands).sorted { $0.rank < $1.rank } }

    var vacantSeats: [Int64] {
        let taken = Set(serving.map(\.seat))
        return (1...max(1, seats)).filter { !taken.contains($0) }
    }

    var owners: Int64 { Int64(serving.count { $0.represents == .owner }) }

    /// Who had the seat last.
    func last(of seat: Int64) -> Seating? { seatings.filter { $0.seat == seat }.max { $0.turn < $1.turn } }

    /// The day of the newest fact about the body.
    var changedOn: Day {
        let days = seatings.flatMap { [$0.since] + [$0.until].compactMap(\.self) } + alternates.compactMap(\.leftOn)
        return (days + [seatedOn]).max() ?? seatedOn
    }

    func seated(warnOn: Day?) -> BodySeated {
        BodySeated(
            body: code, kind: kind, origin: origin, seats: seats,
            members: serving.map {
                SeatedMember(
                    seat: $0.seat, member: $0.member, represents: $0.represents, office: $0.office,
                    portfolios: $0.portfolios)
            },
            alternates: standing.map(\.member), seatedOn: seatedOn, termEndsOn: termEndsOn, warnOn: warnOn,
            overridden: exception.map { $0.breaches.map(\.rule) })
    }
}
