import Model

/// A body of a story, as far as its steps tell what became of it.
struct BodyCourse {
    let kind: BodyKind
    var isOver = false
    var isHandedOver = false
}

extension StorySoFar {
    /// A property management committee ends by itself as an owners' committee takes office.
    mutating func takeOffice(_ seat: ScenarioScript.Seat) {
        if seat.kind == .ownersCommittee {
            for (code, body) in bodies where body.kind == .propertyManagementCommittee { bodies[code]?.isOver = true }
        }
        bodies[seat.code] = BodyCourse(kind: seat.kind)
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
        guard let code = step.leave?.body ?? step.fill?.body ?? step.end?.body, soFar.bodies[code]?.isOver == true
        else { return nil }
        return ": \(code) ended before"
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
        let elected = seat.elected.flatMap { item($0.item, of: $0.assembly, in: community)?.election?.seats }
        return elected.flatMap { $0.isMultiple(of: 2) ? nil : $0 }
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
