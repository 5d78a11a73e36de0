import Model

/// What can happen to a body in office, and after it.
enum BodyChange: Sendable {
    case leave(Place, cause: LeavingCause, on: Day)
    case fill(Filling)
    case assign(seat: Int64, office: BodyOffice, portfolios: [Portfolio], on: Day)
    case suspend(seat: Int64, Suspension)
    /// A suspended member acts again from that day on.
    case reinstate(seat: Int64, on: Day)
    case end(BodyEndCause, on: Day)
    case handOver(to: BodyID?, on: Day)

    /// Where somebody stands in a body; both count from 1.
    enum Place: Sendable {
        case seat(Int64)
        case alternate(Int64)
    }

    struct Filling: Sendable {
        /// The lowest vacant seat where it is not said.
        let seat: Int64?
        /// The alternate whom the caller expects to move up.
        let alternate: Int64?
        /// Whoever was named or won a by-election; no alternate stands then.
        let who: Who?
        let on: Day
    }

    var on: Day {
        switch self {
        case .leave(_, _, let day), .assign(_, _, _, let day), .end(_, let day), .handOver(_, let day),
            .reinstate(_, let day):
            day
        case .suspend(_, let suspension): suspension.from
        case .fill(let filling): filling.on
        }
    }
}

extension Body {
    /// A temporary body ends by itself when an owners' committee takes office (docs/rules.md).
    ///
    /// - Returns: the fact to publish; nil for a body that goes on.
    mutating func give(way committee: Body, _ rules: BodyRules) throws(BodyRefusal) -> BodyEnded? {
        guard committee.kind == .ownersCommittee, kind == .propertyManagementCommittee, ending == nil else {
            return nil
        }
        // What was recorded of it after that day has happened all the same.
        return try end(.committeeElected, max(committee.seatedOn, changedOn), rules)
    }

    /// Makes the change and gives the fact to publish, or throws and leaves the body as it was; `others` are the
    /// community's other bodies.
    mutating func apply(
        _ change: BodyChange, _ circumstances: BodyCircumstances, others: [Body]
    ) throws(BodyRefusal) -> any DistrictEvent {
        var changed = self
        let event = try changed.make(change, circumstances, others)
        self = changed
        return event
    }

    private mutating func make(
        _ change: BodyChange, _ circumstances: BodyCircumstances, _ others: [Body]
    ) throws(BodyRefusal) -> any DistrictEvent {
        guard change.on <= circumstances.today else {
            throw .invalid("on", zh: "晚于今天 \(circumstances.today)", en: "is after today, \(circumstances.today)")
        }
        guard change.on >= seatedOn else {
            throw .invalid("on", zh: "早于成立的 \(seatedOn)", en: "is before \(seatedOn), when the body took office")
        }
        switch change {
        case .leave(.seat(let seat), let cause, let day):
            try requireOffice()
            return try leave(seat, cause, day, circumstances)
        case .leave(.alternate(let rank), let cause, let day):
            try requireOffice()
            return try withdraw(rank, cause, day, circumstances)
        case .fill(let filling):
            try requireOffice()
            return try fill(filling, circumstances)
        case .assign(let seat, let office, let portfolios, let day):
            try requireOffice()
            return try assign(seat, office, portfolios, day, circumstances.rules)
        case .suspend(let seat, let suspension):
            try requireOffice()
            return try suspend(seat, suspension, today: circumstances.today)
        case .reinstate(let seat, let day):
            try requireOffice()
            return try reinstate(seat, on: day, today: circumstances.today)
        case .end(let cause, let day):
            try requireOffice()
            return try end(cause, day, circumstances.rules)
        case .handOver(let successor, let day):
            return try handOver(to: successor, on: day, others)
        }
    }

    private func requireOffice() throws(BodyRefusal) {
        guard let ending else { return }
        throw .conflict("body", zh: "\(code) 已于 \(ending.on) 结束任职", en: "\(code) ended on \(ending.on)")
    }

    // MARK: - Leaving

    private mutating func leave(
        _ seat: Int64, _ cause: LeavingCause, _ day: Day, _ circumstances: BodyCircumstances
    ) throws(BodyRefusal) -> BodyMemberChanged {
        guard let index = seatings.firstIndex(where: { $0.seat == seat && $0.until == nil }) else {
            throw .invalid("seat", zh: "这个席位没有成员", en: "nobody has the seat \(seat)")
        }
        let seating = seatings[index]
        guard day >= seating.since else {
            throw .invalid(
                "on", zh: "早于任职开始的 \(seating.since)", en: "is before \(seating.since), when they took the seat")
        }
        try check(cause, of: seating.member, isOwner: seating.represents == .owner, circumstances)
        seatings[index].until = day
        seatings[index].cause = cause
        return try changed(.left, seating.member, seat, seating.office, cause, day, circumstances.rules)
    }

    private mutating func withdraw(
        _ rank: Int64, _ cause: LeavingCause, _ day: Day, _ circumstances: BodyCircumstances
    ) throws(BodyRefusal) -> BodyMemberChanged {
        guard let index = alternates.firstIndex(where: { $0.rank == rank && $0.stands }) else {
            throw .invalid("alternate", zh: "没有这名候补", en: "no alternate stands at place \(rank)")
        }
        let member = alternates[index].member
        try check(cause, of: member, isOwner: true, circumstances)
        alternates[index].leftOn = day
        alternates[index].cause = cause
        return try changed(.left, member, nil, nil, cause, day, circumstances.rules)
    }

    /// Whether somebody can have left for that reason (R-B-07).
    private func check(
        _ cause: LeavingCause, of member: MemberID, isOwner: Bool, _ circumstances: BodyCircumstances
    ) throws(BodyRefusal) {
        switch cause {
        case .noLongerOwner:
            guard isOwner else { throw .invalid("cause", zh: "不是业主代表", en: "does not sit there as an owner") }
            guard !circumstances.onRoll.contains(OwnerID(member.uuid)) else {
                throw .invalid("cause", zh: "仍是名册中的业主", en: "is still an owner of the roll")
            }
        case .replaced where isOwner:
            throw .invalid("cause", zh: "仅用于单位推派的成员", en: "goes with members whom an organisation sends")
        case .removedByOwners where !isOwner:
            throw .invalid("cause", zh: "仅用于业主代表", en: "goes with members who sit there as owners")
        case .resigned, .removedByOwners, .died, .incapacitated, .replaced: break
        }
    }

    // MARK: - Filling and offices

    private mutating func fill(
        _ filling: BodyChange.Filling, _ circumstances: BodyCircumstances
    ) throws(BodyRefusal) -> BodyMemberChanged {
        guard let seat = filling.seat ?? vacantSeats.first, vacantSeats.contains(seat) else {
            throw .conflict("seat", zh: "没有空缺的席位", en: "is not vacant")
        }
        let before = last(of: seat)
        if let left = before?.until, filling.on < left {
            throw .invalid("on", zh: "早于空缺产生的 \(left)", en: "is before \(left), when the seat became vacant")
        }
        if let termEndsOn, filling.on > termEndsOn {
            throw .conflict("on", zh: "任期已于 \(termEndsOn) 届满", en: "the term ended on \(termEndsOn)")
        }
        let represents = before?.represents ?? .owner
        let member: MemberID
        if represents == .owner, let next = standing.first {
            member = try moveUp(next, filling, circumstances)
        } else {
            member = try named(filling, represents, circumstances)
        }
        seatings.append(
            Seating(
                seat: seat, turn: (before?.turn ?? 0) + 1, member: member, represents: represents, office: .member,
                portfolios: [], since: filling.on))
        return try changed(.seated, member, seat, .member, nil, filling.on, circumstances.rules)
    }

    /// Alternates move up in their order and never otherwise (R-E-07).
    private mutating func moveUp(
        _ next: Alternate, _ filling: BodyChange.Filling, _ circumstances: BodyCircumstances
    ) throws(BodyRefusal) -> MemberID {
        if let who = filling.who {
            throw .conflict(
                who.field, zh: "应先由候补 \(next.rank) 递补", en: "the alternate \(next.rank) comes first")
        }
        guard filling.alternate == nil || filling.alternate == next.rank else {
            throw .conflict(
                "alternate", zh: "不按顺序，应由候补 \(next.rank) 递补", en: "is out of order: it is the turn of \(next.rank)")
        }
        guard circumstances.onRoll.contains(OwnerID(next.member.uuid)) else {
            throw .conflict(
                "alternate", zh: "候补 \(next.rank) 已不是业主，应先记录其不再候补",
                en: "the alternate \(next.rank) no longer is an owner; record first that they withdraw")
        }
        guard !serving.contains(where: { circumstances.areOnePerson($0.member, next.member) }) else {
            throw .conflict(
                "alternate", zh: "候补 \(next.rank) 与一名成员是同一人（出示了同一证件，或使用同一账号），应先记录其不再候补",
                en: "the alternate \(next.rank) is one person with a member, by a document or an account; record first "
                    + "that they withdraw")
        }
        if let index = alternates.firstIndex(where: { $0.rank == next.rank }) {
            alternates[index].seatedOn = filling.on
        }
        return next.member
    }

    private func named(
        _ filling: BodyChange.Filling, _ represents: Represents, _ circumstances: BodyCircumstances
    ) throws(BodyRefusal) -> MemberID {
        if let rank = filling.alternate {
            throw .conflict("alternate", zh: "没有可递补的候补 \(rank)", en: "no alternate \(rank) can take the seat")
        }
        if kind == .ownersCommittee {
            let step = try circumstances.rules.step(for: self)
            if let missed = try circumstances.rules.missedLimit(Int64(serving.count), of: seats) {
                throw .conflict(
                    "seat", zh: "没有候补，且在任人数不足，不能补选：\(missed.zh)，应 \(step.rawValue)",
                    en: "there is no alternate, and too few members for a by-election: \(missed.en); "
                        + "what follows is \(step.rawValue)")
            }
        }
        guard let who = filling.who else {
            throw .invalid("owner", zh: "没有候补，应写明由谁补任", en: "there is no alternate; say who takes the seat")
        }
        guard who.isOwner == (represents == .owner) else {
            throw .invalid(
                who.field, zh: "这个席位属于 \(represents.rawValue)", en: "the seat belongs to \(represents.rawValue)")
        }
        let member = try circumstances.member(who, at: "")
        guard !serving.contains(where: { $0.member == member }) else {
            throw .invalid(who.field, zh: "已经是成员", en: "is a member already")
        }
        guard !serving.contains(where: { circumstances.areOnePerson($0.member, member) }) else {
            throw .invalid(
                who.field, zh: "与一名成员是同一人（出示了同一证件，或使用同一账号）",
                en: "is one person with a member, by a document or an account (R-C-14)")
        }
        return member
    }

    private mutating func assign(
        _ seat: Int64, _ office: BodyOffice, _ portfolios: [Portfolio], _ day: Day, _ rules: BodyRules
    ) throws(BodyRefusal) -> BodyMemberChanged {
        guard let index = seatings.firstIndex(where: { $0.seat == seat && $0.until == nil }) else {
            throw .invalid("seat", zh: "这个席位没有成员", en: "nobody has the seat \(seat)")
        }
        guard day >= seatings[index].since else {
            throw .invalid(
                "on", zh: "早于任职开始的 \(seatings[index].since)",
                en: "is before \(seatings[index].since), when they took the seat")
        }
        guard Set(portfolios).count == portfolios.count else {
            throw .invalid("portfolios", zh: "同一分工出现了两次", en: "names one twice")
        }
        guard office != .chair || !serving.contains(where: { $0.office == .chair && $0.seat != seat }) else {
            throw .conflict("office", zh: "已有主任", en: "there is a chair already")
        }
        seatings[index].office = office
        seatings[index].portfolios = portfolios
        let breaches: [RuleBreach] =
            switch kind {
            case .propertyManagementCommittee: try rules.chair(self, .pmcChair)
            case .preparatoryGroup: try rules.chair(self, .preparatoryChair)
            case .ownersCommittee, .jointBody: []
            }
        // What was set aside when the body took office stays so.
        let allowed = Set(exception?.breaches.map(\.rule) ?? [])
        let forbidden = breaches.filter { !allowed.contains($0.rule) }
        guard office != .chair || forbidden.isEmpty else { throw .againstRules(forbidden) }
        return try changed(.assigned, seatings[index].member, seat, office, nil, day, rules)
    }

    private func changed(
        _ change: BodyMemberChanged.Change, _ member: MemberID, _ seat: Int64?, _ office: BodyOffice?,
        _ cause: LeavingCause?, _ day: Day, _ rules: BodyRules
    ) throws(BodyRefusal) -> BodyMemberChanged {
        BodyMemberChanged(
            body: code, kind: kind, change: change, member: member, seat: seat, office: office, cause: cause,
            changedOn: day, seats: seats, serving: Int64(serving.count), alternates: Int64(standing.count),
            next: try rules.step(for: self))
    }

    // MARK: - The end

    private mutating func end(_ cause: BodyEndCause, _ day: Day, _ rules: BodyRules) throws(BodyRefusal) -> BodyEnded {
        guard day >= changedOn else {
            throw .invalid("on", zh: "早于最近一次变动的 \(changedOn)", en: "is before the last change, on \(changedOn)")
        }
        if cause == .termEnded, let termEndsOn, day < termEndsOn {
            throw .invalid("on", zh: "任期到 \(termEndsOn) 才届满", en: "is before \(termEndsOn), when the term ends")
        }
        if cause == .committeeElected, kind == .ownersCommittee {
            throw .invalid("cause", zh: "仅用于临时机构", en: "goes with temporary bodies")
        }
        let handOver = try rules.handOver(of: kind)
        ending = Ending(cause: cause, on: day, handOver: handOver)
        let deadline = handOver.map { Deadline(of: $0, after: day, rules.calendar) }
        return BodyEnded(body: code, kind: kind, cause: cause, endedOn: day, handOverBy: deadline?.due)
    }

    private mutating func handOver(
        to successor: BodyID?, on day: Day, _ others: [Body]
    ) throws(BodyRefusal) -> BodyHandedOver {
        guard let ending else {
            throw .conflict("body", zh: "\(code) 尚在任", en: "\(code) is still in office")
        }
        if let handedOver {
            throw .conflict("body", zh: "已于 \(handedOver.on) 移交", en: "\(code) handed over on \(handedOver.on)")
        }
        guard day >= ending.on else {
            throw .invalid("on", zh: "早于结束任职的 \(ending.on)", en: "is before \(ending.on), when the body ended")
        }
        if let successor {
            guard let other = others.first(where: { $0.code == successor }) else {
                throw .invalid("to", zh: "没有这个机构", en: "is no other body of the community")
            }
            guard other.seatedOn <= day, other.ending.map({ day <= $0.on }) ?? true else {
                throw .invalid("to", zh: "移交时不在任", en: "is not in office on that day")
            }
        }
        handedOver = HandOver(on: day, to: successor)
        return BodyHandedOver(body: code, kind: kind, handedOverOn: day, to: successor)
    }
}
