import Model

/// A body as it stands on a day, in counts and dates; who sits in it only for those who may know.
struct BodyReport: Codable, Sendable, Equatable {
    let code: BodyID
    let kind: BodyKind
    let origin: BodyOrigin
    let state: State
    let seats: Int64
    let serving: Int64
    /// Members who may vote and act today: not suspended.
    let acting: Int64?
    /// Whether more than half of the members act, without whom nothing is decided (R-B-06).
    let canDecide: Bool?
    /// The seat of the deputy who presides for a suspended chair.
    let actingChair: Int64?
    /// Members who sit there as owners.
    let owners: Int64
    /// Alternates who can still move up.
    let alternates: Int64
    let vacantSeats: [Int64]
    /// Nil where the rules in force do not say.
    let next: VacancyStep?
    let seatedOn: Day
    let termEndsOn: Day?
    let listPostedOn: Day?
    let warnOn: Day?
    let warnedOn: Day?
    let duties: [Duty]
    let exception: Exception?
    let ending: Ending?
    let members: [Member]?
    let alternateMembers: [Alternate]?

    enum State: String, Codable, Sendable, CaseIterable {
        case inOffice
        /// The end of the term has to be prepared.
        case expiring
        /// The term is over and no other body has taken over.
        case expired
        /// Ended, and the hand-over is due.
        case ended
        case handOverOverdue, handedOver
    }

    /// What a body has to do by a day.
    struct Duty: Codable, Sendable, Equatable {
        let duty: String
        let due: Day?
        let yearNotLoaded: Int64?
        let source: String
    }

    struct Exception: Codable, Sendable, Equatable {
        let reason: String
        let allowedBy: RuleException.Authority
        let breaches: [RuleBreach]
    }

    struct Ending: Codable, Sendable, Equatable {
        let cause: BodyEndCause
        let on: Day
        let handOverBy: Day?
        /// The year whose working days would have to be known to say by when.
        let yearNotLoaded: Int64?
        let handedOverOn: Day?
        let handedOverTo: BodyID?
    }

    struct Member: Codable, Sendable, Equatable {
        let seat: Int64
        let turn: Int64
        let member: MemberID
        let represents: Represents
        let office: BodyOffice
        let portfolios: [Portfolio]
        let since: Day
        let until: Day?
        let cause: LeavingCause?
        /// Whether somebody who sits there as an owner still is one (R-B-07).
        let onRoll: Bool?
        /// The suspension that is not over yet.
        let suspension: Suspended?
    }

    struct Suspended: Codable, Sendable, Equatable {
        let from: Day
        let until: Day?
        let cause: SuspensionCause
        let decidedBy: RuleException.Authority
    }

    struct Alternate: Codable, Sendable, Equatable {
        let rank: Int64
        let member: MemberID
        let votes: Int64?
        let seatedOn: Day?
        let leftOn: Day?
        let cause: LeavingCause?
        let onRoll: Bool
    }
}

extension BodyReport {
    /// The report of a day; `onRoll` are the body's people who are owners of the roll, nil leaves out who they are.
    init(_ body: Body, rules: BodyRules, today: Day, onRoll: Set<OwnerID>?) {
        code = body.code
        kind = body.kind
        origin = body.origin
        seats = body.seats
        serving = Int64(body.serving.count)
        acting = Int64(body.acting(on: today).count)
        canDecide = body.canDecide(on: today)
        actingChair = body.actingChair(on: today)
        owners = body.owners
        alternates = Int64(body.standing.count)
        vacantSeats = body.vacantSeats
        seatedOn = body.seatedOn
        termEndsOn = body.termEndsOn
        listPostedOn = body.listPostedOn
        warnedOn = body.warnedOn
        next = Self.known { () throws(BodyRefusal) in try rules.step(for: body) }
        let warning = Self.known { () throws(BodyRefusal) in try rules.warnOn(body) } ?? nil
        warnOn = warning
        duties = Self.duties(of: body, rules)
        exception = body.exception.map { Exception(reason: $0.reason, allowedBy: $0.allowedBy, breaches: $0.breaches) }
        let deadline = body.ending.flatMap { ending in
            ending.handOver.map { Deadline(of: $0, after: ending.on, rules.calendar) }
        }
        ending = body.ending.map { ending in
            Ending(
                cause: ending.cause, on: ending.on, handOverBy: deadline?.due, yearNotLoaded: deadline?.yearNotLoaded,
                handedOverOn: body.handedOver?.on, handedOverTo: body.handedOver?.to)
        }
        state = Self.state(of: body, warnOn: warning, deadline: deadline, today: today)
        members = onRoll.map { onRoll in
            body.seatings.sorted { ($0.seat, $0.turn) < ($1.seat, $1.turn) }.map {
                Member($0, onRoll: onRoll, today: today)
            }
        }
        alternateMembers = onRoll.map { onRoll in
            body.alternates.sorted { $0.rank < $1.rank }.map { Alternate($0, onRoll: onRoll) }
        }
    }

    private static func state(of body: Body, warnOn: Day?, deadline: Deadline?, today: Day) -> State {
        if body.handedOver != nil { return .handedOver }
        if body.ending != nil { return deadline?.isPast(on: today) == true ? .handOverOverdue : .ended }
        if let end = body.termEndsOn, today > end { return .expired }
        if let warnOn, today >= warnOn { return .expiring }
        return .inOffice
    }

    private static func duties(of body: Body, _ rules: BodyRules) -> [Duty] {
        let keys: [(duty: String, key: RuleKey)] =
            switch body.kind {
            case .ownersCommittee: [("firstSession", .committeeFirstSession), ("filing", .committeeFiling)]
            case .preparatoryGroup: [("listPosted", .preparatoryListPosted)]
            case .propertyManagementCommittee, .jointBody: []
            }
        return keys.compactMap { duty, key in
            guard let rule = rules.pack.parameters?[key], let period = Period(rule.value) else { return nil }
            let deadline = Deadline(of: period, after: body.seatedOn, rules.calendar)
            return Duty(duty: duty, due: deadline.due, yearNotLoaded: deadline.yearNotLoaded, source: rule.source)
        }
    }

    /// What older rule packs do not lay down is left open in a report, which must not fail for it.
    private static func known<Value>(_ read: () throws(BodyRefusal) -> Value) -> Value? {
        do { return try read() } catch { return nil }
    }
}

extension BodyReport.Member {
    init(_ seating: Body.Seating, onRoll: Set<OwnerID>, today: Day) {
        seat = seating.seat
        turn = seating.turn
        member = seating.member
        represents = seating.represents
        office = seating.office
        portfolios = seating.portfolios
        since = seating.since
        until = seating.until
        cause = seating.cause
        self.onRoll = seating.represents == .owner ? onRoll.contains(OwnerID(seating.member.uuid)) : nil
        suspension = seating.suspensions.first { $0.holds(on: today) && seating.until == nil }.map {
            BodyReport.Suspended(from: $0.from, until: $0.until, cause: $0.cause, decidedBy: $0.decidedBy)
        }
    }
}

extension BodyReport.Alternate {
    init(_ alternate: Body.Alternate, onRoll: Set<OwnerID>) {
        rank = alternate.rank
        member = alternate.member
        votes = alternate.votes
        seatedOn = alternate.seatedOn
        leftOn = alternate.leftOn
        cause = alternate.cause
        self.onRoll = onRoll.contains(OwnerID(alternate.member.uuid))
    }
}
