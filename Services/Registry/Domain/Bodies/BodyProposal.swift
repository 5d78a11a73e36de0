import Model

/// A body as somebody asks to have it recorded.
struct BodyProposal: Sendable {
    let code: BodyID
    let kind: BodyKind
    let origin: BodyOrigin
    /// As many as there are members where it is not said.
    let seats: Int64?
    let applicants: Int64?
    let seatedOn: Day
    /// The longest term that the rules allow where it is not said.
    let termEndsOn: Day?
    let members: [Member]
    let alternates: [Alternate]
    let exception: Wish?
    /// Since when the list of members was posted before they took office.
    var listPostedOn: Day?

    struct Member: Sendable {
        let who: Who
        /// An owner speaks for the owners where it is not said.
        let represents: Represents?
        let office: BodyOffice
        let portfolios: [Portfolio]
    }

    struct Alternate: Sendable {
        let who: Who
        let votes: Int64?
    }

    /// That rules be set aside.
    struct Wish: Sendable {
        let reason: String
        let allowedBy: RuleException.Authority
    }

    /// Members and alternates of one body together.
    static let mostPeople = 99
}

/// How a request names somebody.
enum Who: Sendable, Equatable {
    case owner(OwnerID)
    case ownerRef(OwnerRef)
    /// Somebody whom an organisation sends.
    case person(MemberID)

    /// The member of a request that it stands in.
    var field: String {
        switch self {
        case .owner: "owner"
        case .ownerRef: "ownerRef"
        case .person: "person"
        }
    }

    var isOwner: Bool { if case .person = self { false } else { true } }
}

/// What a decision about a body depends on besides the request.
struct BodyCircumstances: Sendable {
    let today: Day
    let rules: BodyRules
    let adoption: Int32
    /// Ids of the owners whom the request calls by their references.
    let ids: [OwnerRef: OwnerID]
    /// Those of the owners concerned who are on the roll.
    let onRoll: Set<OwnerID>
    /// For owners concerned the first of those who are the same person, by a document or an account (R-C-14).
    var firstAlike: [OwnerID: OwnerID] = [:]
    /// The application that a body which was applied for goes back to, if it was recorded.
    var application: BodyApplication?

    /// Whoever the request names.
    ///
    /// - Throws: `BodyRefusal.invalid` naming the field for an owner who is not on the roll.
    func member(_ who: Who, at path: String) throws(BodyRefusal) -> MemberID {
        let id: OwnerID?
        switch who {
        case .person(let person): return person
        case .owner(let owner): id = owner
        case .ownerRef(let ref): id = ids[ref]
        }
        guard let id, onRoll.contains(id) else {
            throw .invalid(path + who.field, zh: "名册中没有这位业主", en: "is no owner of the roll")
        }
        return MemberID(id.uuid)
    }

    /// Whether two members are one person, whom the roll may call by two references.
    func areOnePerson(_ one: MemberID, _ other: MemberID) -> Bool { person(one) == person(other) }

    fileprivate func person(_ member: MemberID) -> MemberID {
        firstAlike[OwnerID(member.uuid)].map { MemberID($0.uuid) } ?? member
    }
}

extension BodyProposal {
    /// Whether the body leaves nothing to do of an application for a property management committee.
    var answersApplication: Bool { kind == .propertyManagementCommittee || kind == .ownersCommittee }

    /// The body, if it can be one and keeps to the rules or has leave not to; `others` are the community's other bodies.
    func decide(_ circumstances: BodyCircumstances, others: [Body]) throws(BodyRefusal) -> Body {
        guard !others.contains(where: { $0.code == code }) else {
            throw .conflict("code", zh: "已是另一个机构的代码", en: "already names another body")
        }
        try checkOrder(others)
        let body = try draft(circumstances)
        var decided = body
        var breaches = try circumstances.rules.breaches(of: body)
        if let application = circumstances.application {
            breaches += try circumstances.rules.lateness(of: body, after: application)
        }
        switch (breaches.isEmpty, exception) {
        case (true, nil): break
        case (true, .some):
            throw .invalid("exception", zh: "没有需要例外的规则", en: "there is no rule to set aside")
        case (false, nil): throw .againstRules(breaches)
        case (false, let wish?):
            decided.exception = RuleException(reason: wish.reason, allowedBy: wish.allowedBy, breaches: breaches)
        }
        return decided
    }

    /// One body of a kind at a time, joint ones apart, and recorded in the order of time.
    private func checkOrder(_ others: [Body]) throws(BodyRefusal) {
        guard kind != .jointBody else { return }
        for other in others where other.kind == kind {
            guard let ending = other.ending else {
                throw .conflict(
                    "kind", zh: "\(other.code) 尚在任，应先结束其任职", en: "\(other.code) is still in office and must end first")
            }
            guard ending.on <= seatedOn else {
                throw .invalid(
                    "seatedOn", zh: "早于 \(other.code) 结束的 \(ending.on)",
                    en: "is before \(ending.on), when \(other.code) ended")
            }
        }
    }

    private func draft(_ circumstances: BodyCircumstances) throws(BodyRefusal) -> Body {
        var faults = figureFaults(circumstances)
        var seen: [MemberID: MemberID] = [:]
        func resolve(_ who: Who, _ path: String) -> MemberID? {
            do throws(BodyRefusal) {
                let member = try circumstances.member(who, at: path)
                guard let before = seen.updateValue(member, forKey: circumstances.person(member)) else { return member }
                guard before != member else {
                    throw .invalid(path + who.field, zh: "出现了两次", en: "is named twice")
                }
                throw .invalid(
                    path + who.field, zh: "与前面列出的一位是同一人（出示了同一证件，或使用同一账号）",
                    en: "is one person with somebody before, by a document or an account (R-C-14)")
            } catch {
                if case .invalid(let found) = error { faults += found }
                return nil
            }
        }
        var seatings: [Body.Seating] = []
        for (index, listed) in members.enumerated() {
            let path = "members[\(index)]."
            faults += memberFaults(listed, path, hasChair: seatings.contains { $0.office == .chair })
            guard let member = resolve(listed.who, path) else { continue }
            seatings.append(
                Body.Seating(
                    seat: Int64(index + 1), turn: 1, member: member, represents: listed.represents ?? .owner,
                    office: listed.office, portfolios: listed.portfolios, since: seatedOn))
        }
        var places: [Body.Alternate] = []
        for (index, listed) in alternates.enumerated() {
            let path = "alternates[\(index)]."
            if let votes = listed.votes, let before = alternates[..<index].last(where: { $0.votes != nil })?.votes,
                votes > before
            {
                faults.append(
                    .init(path + "votes", zh: "多于排在前面的候补", en: "is more than the one before has (R-E-07)"))
            }
            if !listed.who.isOwner {
                faults.append(.init(path + "person", zh: "候补成员应为业主", en: "an alternate must be an owner"))
                continue
            }
            guard let member = resolve(listed.who, path) else { continue }
            places.append(Body.Alternate(rank: Int64(index + 1), member: member, votes: listed.votes))
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        let end: Day? =
            if let termEndsOn { termEndsOn } else { try circumstances.rules.longestTerm(of: kind, from: seatedOn) }
        return Body(
            code: code, kind: kind, origin: origin, seats: seats ?? Int64(members.count),
            applicants: applicants ?? circumstances.application?.applicants, seatedOn: seatedOn, termEndsOn: end,
            adoption: circumstances.adoption, listPostedOn: listPostedOn, seatings: seatings, alternates: places)
    }

    private func figureFaults(_ circumstances: BodyCircumstances) -> [BodyRefusal.Fault] {
        var faults: [BodyRefusal.Fault] = []
        if seatedOn > circumstances.today {
            faults.append(
                .init("seatedOn", zh: "晚于今天 \(circumstances.today)", en: "is after today, \(circumstances.today)"))
        }
        if let termEndsOn, termEndsOn <= seatedOn {
            faults.append(.init("termEndsOn", zh: "不晚于任期开始的日期", en: "is not after the day it was seated"))
        }
        if members.isEmpty { faults.append(.init("members", zh: "不能为空", en: "is empty")) }
        if members.count + alternates.count > Self.mostPeople {
            faults.append(
                .init(
                    "members", zh: "连同候补超过 \(Self.mostPeople) 人",
                    en: "are more than \(Self.mostPeople) together with the alternates"))
        }
        if let seats, !(Int64(members.count)...Int64(max(Self.mostPeople, members.count))).contains(seats) {
            faults.append(
                .init(
                    "seats", zh: "应在成员人数 \(members.count) 和 \(Self.mostPeople) 之间",
                    en: "must lie between the number of members, \(members.count), and \(Self.mostPeople)"))
        }
        if let listPostedOn, listPostedOn > seatedOn {
            faults.append(.init("listPostedOn", zh: "晚于成立日期", en: "is after the day it was seated"))
        }
        switch (origin, applicants ?? circumstances.application?.applicants) {
        case (.appliedFor, nil):
            faults.append(.init("applicants", zh: "申请组建的，应填写申请人数", en: "is needed for a body that was applied for"))
        case (.appliedFor, let count?) where !(1...max(1, circumstances.rules.electorate.heads)).contains(count):
            faults.append(
                .init(
                    "applicants", zh: "应在 1 和业主人数之间", en: "must lie between 1 and the number of owners"))
        case (.elected, .some), (.appointed, .some):
            faults.append(.init("applicants", zh: "仅用于申请组建的", en: "goes with a body that was applied for"))
        default: break
        }
        return faults
    }

    private func memberFaults(_ listed: Member, _ path: String, hasChair: Bool) -> [BodyRefusal.Fault] {
        var faults: [BodyRefusal.Fault] = []
        switch (listed.who.isOwner, listed.represents) {
        case (false, nil), (false, .owner):
            faults.append(
                .init(
                    path + "represents", zh: "应写明代表哪个单位；业主请用业主编号",
                    en: "must say which organisation sends them; an owner is named as owner"))
        case (true, let represents?) where represents != .owner && kind == .ownersCommittee,
            (false, let represents?) where kind == .ownersCommittee:
            faults.append(
                .init(
                    path + "represents", zh: "业主委员会成员应为业主，而不是 \(represents.rawValue)",
                    en: "a member of the owners' committee must be an owner, not \(represents.rawValue)"))
        default: break
        }
        if hasChair, listed.office == .chair {
            faults.append(.init(path + "office", zh: "已有主任", en: "there is a chair already"))
        }
        if Set(listed.portfolios).count != listed.portfolios.count {
            faults.append(.init(path + "portfolios", zh: "同一分工出现了两次", en: "names one twice"))
        }
        return faults
    }
}
