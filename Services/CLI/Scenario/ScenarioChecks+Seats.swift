import Model

/// A body of a story, as far as its steps tell what became of it.
struct BodyCourse {
    let kind: BodyKind
    /// How many seats it has at most.
    let seats: Int64
    var isOver = false
    var isHandedOver = false
    /// Who has which office, by their seats; nil where an election decides who has which seat.
    private(set) var offices: [Int64: BodyOffice]?
    /// Whom those stand for who were named, by their seats: whoever comes after them stands for the same.
    private let represents: [Int64: Represents]
    /// Whom the chair stands for with whom an exception let it take office; nil where there is none.
    private let exceptedChair: Represents?
    /// The last suspension of each who sits there now, by their seats.
    private var suspensions: [Int64: Suspension] = [:]

    private struct Suspension {
        let from: Day
        /// Nil until a step ends it.
        var lastDay: Day?

        func holds(on day: Day) -> Bool { lastDay.map { day <= $0 } ?? true }
    }

    /// It came into office by an election for so many seats, or, without a number, by the names of its members.
    init(_ seat: ScenarioScript.Seat, elected: Int64?) {
        kind = seat.kind
        let members = seat.members ?? []
        seats = seat.seats ?? elected ?? Int64(members.count)
        represents = Dictionary(
            uniqueKeysWithValues: members.enumerated().map { (Int64($0.offset + 1), $0.element.represents ?? .owner) })
        exceptedChair = seat.exception == nil ? nil : seat.chair
        guard elected == nil else { return }
        offices = Dictionary(
            uniqueKeysWithValues: members.enumerated().map { (Int64($0.offset + 1), $0.element.office ?? .member) })
    }

    /// Who leaves, moves up, gets an office, is suspended or acts again.
    mutating func take(_ step: ScenarioScript.Step) {
        if let seat = step.leave?.seat {
            offices?[seat] = nil
            suspensions[seat] = nil
        }
        if let fill = step.fill, let seat = fill.seat ?? vacantSeat { offices?[seat] = .member }
        if let assign = step.assign { offices?[assign.seat] = assign.office }
        if let suspend = step.suspend { suspensions[suspend.seat] = Suspension(from: step.day, lastDay: suspend.until) }
        if let seat = step.reinstate?.seat { suspensions[seat]?.lastDay = step.day.advanced(by: -1) }
    }

    private var vacantSeat: Int64? { seats < 1 ? nil : (1...seats).first { offices?[$0] == nil } }

    /// What is wrong with an office that somebody gets, as it goes on after the step's deed; nil where nothing is.
    func fault(of assign: ScenarioScript.Assign) -> String? {
        if let fault = fault(ofSeat: assign.seat, of: assign.body) { return fault }
        let portfolios = assign.portfolios ?? []
        if let twice = portfolios.first(where: { portfolio in portfolios.count { $0 == portfolio } > 1 }) {
            return ".portfolios: names \(twice.rawValue) twice"
        }
        if assign.office == .chair, let chair = offices?.first(where: { $0.value == .chair && $0.key != assign.seat }) {
            return ".office: the chair of \(assign.body) has seat \(chair.key)"
        }
        return nil
    }

    /// What is wrong with who leaves, as it goes on after the step's deed; nil where nothing is.
    func fault(of leave: ScenarioScript.Leave) -> String? {
        guard (leave.seat == nil) != (leave.alternate == nil) else { return " needs either `seat` or `alternate`" }
        return leave.seat.flatMap { fault(ofSeat: $0, of: leave.body) }
    }

    /// What is wrong with who is suspended on a day, as it goes on after the step's deed; nil where nothing is.
    func fault(of suspend: ScenarioScript.Suspend, on day: Day) -> String? {
        if let fault = fault(ofSeat: suspend.seat, of: suspend.body) { return fault }
        if let until = suspend.until, until < day { return ".until: \(until) is before the step's day, \(day)" }
        guard let last = suspensions[suspend.seat], last.holds(on: day) else { return nil }
        return ".seat: who has seat \(suspend.seat) of \(suspend.body) is suspended since \(last.from)"
    }

    /// What is wrong with who acts again from a day on, as it goes on after the step's deed; nil where nothing is.
    func fault(of reinstate: ScenarioScript.Reinstate, on day: Day) -> String? {
        if let fault = fault(ofSeat: reinstate.seat, of: reinstate.body) { return fault }
        guard let last = suspensions[reinstate.seat], last.holds(on: day) else {
            return ".seat: who has seat \(reinstate.seat) of \(reinstate.body) is not suspended"
        }
        return day > last.from ? nil : ".seat: who is suspended on a day acts again on a later one"
    }

    private func fault(ofSeat seat: Int64, of body: BodyID) -> String? {
        guard (1...max(1, seats)).contains(seat) else {
            return ".seat: \(body) has \(English.counted(seats, "seat")), counted from 1"
        }
        guard let offices, offices[seat] == nil else { return nil }
        return ".seat: nobody has seat \(seat) of \(body)"
    }

    /// What is wrong with a chair of whom the rules ask whom they stand for, as it goes on after the step's deed; nil
    /// where nothing is (R-B-04).
    func fault(ofChair assign: ScenarioScript.Assign, by rules: RulePack) throws -> String? {
        let chair = represents[assign.seat] ?? .owner
        guard assign.office == .chair, let wanted = try kind.strangeChair(chair, by: rules),
            // What was set aside when the body took office stays so.
            try exceptedChair.flatMap({ try kind.strangeChair($0, by: rules) }) == nil
        else { return nil }
        return ".office: \(wanted), and seat \(assign.seat) of \(assign.body) for \(chair.rawValue)"
    }
}

extension StorySoFar {
    /// A property management committee ends by itself as an owners' committee takes office.
    mutating func takeOffice(_ seat: ScenarioScript.Seat, elected: Int64?) {
        if seat.kind == .ownersCommittee {
            for (code, body) in bodies where body.kind == .propertyManagementCommittee { bodies[code]?.isOver = true }
        }
        bodies[seat.code] = BodyCourse(seat, elected: elected)
    }

    /// What becomes part of an area has no bodies in office any more.
    mutating func endBodies() {
        for code in bodies.keys { bodies[code]?.isOver = true }
    }
}

/// Whether the registry would take what a story says of bodies and their members.
extension Scenario {
    /// What is wrong with a step about a body, as it goes on after its place; nil where nothing is.
    func fault(ofBody step: ScenarioScript.Step, _ soFar: StorySoFar) -> String? {
        if let seat = step.seat {
            let fault = self.fault(of: seat, in: community(of: step)) ?? self.fault(of: seat, on: step.day, soFar)
            return fault.map { ".seat\($0)" }
        }
        if let handOver = step.handOver { return fault(of: handOver, soFar).map { ".handOver\($0)" } }
        guard let code = step.changedBody, let body = soFar.bodies[code] else { return nil }
        guard !body.isOver else { return ": \(code) ended before" }
        if let leave = step.leave { return body.fault(of: leave).map { ".leave\($0)" } }
        if let fill = step.fill, fill.ownerRef != nil, fill.person != nil {
            return ".fill: `ownerRef` goes without `person`"
        }
        if let assign = step.assign { return body.fault(of: assign).map { ".assign\($0)" } }
        if let suspend = step.suspend { return body.fault(of: suspend, on: step.day).map { ".suspend\($0)" } }
        return step.reinstate.flatMap { body.fault(of: $0, on: step.day) }.map { ".reinstate\($0)" }
    }

    /// One body of a kind is in office at a time, joint ones apart.
    private func fault(of seat: ScenarioScript.Seat, on day: Day, _ soFar: StorySoFar) -> String? {
        guard soFar.bodies[seat.code] == nil else { return ".code: \(seat.code) is seated before" }
        let others = soFar.bodies.filter { $0.value.kind == seat.kind && !$0.value.isOver }
        if seat.kind != .jointBody, let other = others.keys.min() {
            return ".kind: \(other) is still in office, and has to end first"
        }
        if let end = seat.termEndsOn, end <= day { return ".termEndsOn: \(end) is not after the step's day, \(day)" }
        if let posted = seat.listPostedOn, posted > day {
            return ".listPostedOn: \(posted) is after the step's day, \(day)"
        }
        guard seat.applicants == nil || seat.origin == .appliedFor else {
            return ".applicants: goes with the origin appliedFor"
        }
        return nil
    }

    /// How many members a body should have, as far as the story says: those who are elected may be fewer (R-E-06).
    ///
    /// Where an election was for an even number, the body has as many seats as were elected.
    func seats(of seat: ScenarioScript.Seat, in community: CommunityID) -> Int64? {
        if let seats = seat.seats { return seats }
        return electedSeats(of: seat, in: community).flatMap { $0.isMultiple(of: 2) ? nil : $0 }
    }

    /// For how many seats the election was by which a body takes office; nil where its members are named.
    func electedSeats(of seat: ScenarioScript.Seat, in community: CommunityID) -> Int64? {
        seat.elected.flatMap { item($0.item, of: $0.assembly, in: community)?.election?.seats }
    }

    /// What is wrong with how many members a body should have, as it goes on after the step's place; nil where nothing is.
    func fault(ofSeats step: ScenarioScript.Step) throws -> String? {
        guard let seat = step.seat, seat.exception == nil else { return nil }
        let community = community(of: step)
        let key: RuleKey
        switch seat.kind {
        case .ownersCommittee: key = .committeeSizeOdd
        case .propertyManagementCommittee: key = .pmcSizeOdd
        case .preparatoryGroup: key = .preparatorySizeOdd
        case .jointBody: return nil
        }
        let wanted = seats(of: seat, in: community) ?? seat.members.map { Int64($0.count) }
        guard let wanted, wanted.isMultiple(of: 2), try book(of: community).rules.flag(key) else { return nil }
        return ".seat: the rules ask for an odd number of seats, and there are \(wanted)"
    }

    /// What is wrong with a body whose days the registry cannot reckon, as it goes on after the step's place; nil where
    /// nothing is.
    func fault(ofUnknownYear step: ScenarioScript.Step) throws -> String? {
        guard let seat = step.seat else { return nil }
        let rules = book(of: community(of: step)).rules
        do {
            switch (seat.kind, seat.listPostedOn) {
            case (.propertyManagementCommittee, let posted?):
                _ = try WorkCalendar.announced().lastDay(of: rules.period(.pmcListPosted), after: posted)
            // Its last day is reckoned even where another one is named: the two are compared.
            case (.preparatoryGroup, _):
                _ = try WorkCalendar.announced().lastDay(of: rules.period(.preparatoryDuration), after: step.day)
            case (.propertyManagementCommittee, nil), (.ownersCommittee, _), (.jointBody, _): break
            }
            return nil
        } catch let error as YearNotLoaded {
            return ".seat.\(seat.kind == .preparatoryGroup ? "termEndsOn" : "listPostedOn"): \(error)"
        }
    }

    /// What is wrong with who becomes chair of a body, as it goes on after the step's place; nil where nothing is.
    func fault(ofChair step: ScenarioScript.Step, _ soFar: StorySoFar) throws -> String? {
        let rules = book(of: community(of: step)).rules
        if let assign = step.assign {
            return try soFar.bodies[assign.body]?.fault(ofChair: assign, by: rules).map { ".assign\($0)" }
        }
        // Of those who are named for an office some may not have been elected.
        guard let seat = step.seat, seat.exception == nil, seat.elected == nil, let chair = seat.chair,
            let wanted = try seat.kind.strangeChair(chair, by: rules)
        else { return nil }
        return ".seat.members: \(wanted), and this one for \(chair.rawValue)"
    }

    private func fault(of handOver: ScenarioScript.HandOver, _ soFar: StorySoFar) -> String? {
        guard let body = soFar.bodies[handOver.body] else { return nil }
        guard body.isOver else { return ".body: \(handOver.body) is still in office" }
        guard !body.isHandedOver else { return ".body: \(handOver.body) handed over before" }
        guard let successor = handOver.to else { return nil }
        let others = soFar.bodies.keys.filter { $0 != handOver.body }
        guard !others.contains(successor) else { return nil }
        let hint = Spelling.hint(for: successor.description, among: others.map(\.description).sorted())
        return ".to: no step before it seats \(successor)\(hint)"
    }

    /// Who takes office is named, or was elected.
    private func fault(of seat: ScenarioScript.Seat, in community: CommunityID) -> String? {
        let owners = owners(of: community)
        guard let elected = seat.elected else {
            guard seat.offices == nil else { return ".offices go with `elected`; members have their own `office`" }
            guard let members = seat.members else { return " needs either `elected` or `members`" }
            if let fault = seat.memberFault(members) { return fault }
            let refs = members.compactMap(\.ownerRef) + (seat.alternates ?? []).map(\.ownerRef)
            return refs.first { !owners.contains($0) }.map { ": \($0) is no owner_ref of the roll" }
        }
        guard seat.members == nil, seat.alternates == nil else {
            return ": `elected` goes without `members` and `alternates`"
        }
        guard let election = item(elected.item, of: elected.assembly, in: community)?.election else {
            return ".elected: no step convenes such an election"
        }
        for candidate in election.candidates {
            guard let ref = candidate.ownerRef else { return ".elected: \(candidate.candidate) has no ownerRef" }
            guard owners.contains(ref) else { return ".elected: \(ref) is no owner_ref of the roll" }
        }
        let known = Set(election.candidates.map(\.candidate))
        return (seat.offices ?? []).first { !known.contains($0.candidate) }.map {
            ".offices: \($0.candidate) is no candidate"
        }
    }
}

extension ScenarioScript.Seat {
    /// What is wrong with who takes office by name, as it goes on after the step's deed; nil where nothing is.
    fileprivate func memberFault(_ members: [Member]) -> String? {
        let all = members.count + (alternates ?? []).count
        guard (1...Self.mostPeople).contains(all), !members.isEmpty else {
            return ".members: are from 1 to \(Self.mostPeople) together with the alternates"
        }
        if let seats, !(Int64(members.count)...Int64(Self.mostPeople)).contains(seats) {
            return ".seats: must lie between the number of members, \(members.count), and \(Self.mostPeople)"
        }
        var named: Set<String> = []
        for (index, member) in members.enumerated() {
            let place = ".members[\(index)]"
            guard let name = member.name else { return "\(place) needs either `ownerRef` or `person`" }
            guard named.insert(name).inserted else { return "\(place): \(name) is named twice" }
            if member.person != nil, member.represents ?? .owner == .owner {
                return "\(place).represents: must say who sends a `person`"
            }
            if kind == .ownersCommittee, member.represents ?? .owner != .owner {
                return "\(place).represents: a member of an owners' committee is an owner"
            }
            if member.office == .chair, members[..<index].contains(where: { $0.office == .chair }) {
                return "\(place).office: there is a chair before"
            }
            if Set(member.portfolios ?? []).count < (member.portfolios ?? []).count {
                return "\(place).portfolios: names one twice"
            }
        }
        return (alternates ?? []).map(\.ownerRef).first { !named.insert($0).inserted }
            .map { ".alternates: \($0) is named twice" }
    }

    /// Members and alternates of one body together.
    private static let mostPeople = 99

    /// Whom the chair stands for with whom the body takes office, if whoever is named for it is elected; nil without one.
    fileprivate var chair: Represents? {
        if (offices ?? []).contains(where: { $0.office == .chair }) { return .owner }
        return (members ?? []).first { $0.office == .chair }.map { $0.represents ?? .owner }
    }
}

extension ScenarioScript.Seat.Member {
    /// An owner_ref, or the id of somebody whom an organisation sends; nil where both are given, or neither is.
    fileprivate var name: String? { ownerRef == nil ? person?.description : person == nil ? ownerRef : nil }
}

extension BodyKind {
    /// What the rules ask of a chair, where one who stands for these is another; nil where the chair may be theirs.
    fileprivate func strangeChair(_ chair: Represents, by rules: RulePack) throws -> String? {
        let key: RuleKey
        switch self {
        case .propertyManagementCommittee: key = .pmcChair
        case .preparatoryGroup: key = .preparatoryChair
        case .ownersCommittee, .jointBody: return nil
        }
        let wanted = try rules.word(key)
        return ["any", chair.rawValue].contains(wanted) ? nil : "the rules ask for a chair who stands for \(wanted)"
    }
}
