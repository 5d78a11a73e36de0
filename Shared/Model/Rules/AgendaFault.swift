/// Something that no item of an agenda may be, whatever a community's rules and roll say.
///
/// Commands are held to it, not what was recorded before.
package struct AgendaFault: Sendable, Equatable {
    /// Where it stands in the JSON of whatever has it, such as `candidates[0].building`.
    package let member: String
    package let reason: Reason

    package enum Reason: Sendable, Equatable {
        case empty, zero, repeated
        /// An item of this form must have it.
        case missing(for: ItemForm)
        /// An item of this form cannot have it.
        case notFor(ItemForm)
        case tooFew(least: Int64)
        case tooLarge(limit: Int64)
        case tooMany(limit: Int)
        /// The word says something else on a ballot.
        case reserved
        /// Seats for a building of which nobody votes.
        case outsideElectorate
        /// The seats of all buildings are not those of the election.
        case notTheSum(of: Int64)
        /// A building has more seats than candidates.
        case moreThanCandidates(Int64)
        /// No seats are allotted to the building.
        case notAllotted

        /// As it goes on after the member's name.
        package var phrase: Phrase {
            switch self {
            case .empty: Phrase(zh: "不能为空", en: "must not be empty")
            case .zero: Mandate.FigureFault.Reason.zero.phrase
            case .repeated: Phrase(zh: "重复", en: "is given twice")
            case .missing(let form):
                Phrase(zh: "形式为 \(form.rawValue) 的事项必须填写", en: "an item of the form \(form.rawValue) must have it")
            case .notFor(let form):
                Phrase(zh: "形式为 \(form.rawValue) 的事项不能填写", en: "an item of the form \(form.rawValue) cannot have it")
            case .tooFew(let least): Phrase(zh: "至少 \(least)", en: "must be at least \(least)")
            case .tooLarge(let limit): Phrase(zh: "最大为 \(limit)", en: "may be at most \(limit)")
            case .tooMany(let limit): Phrase(zh: "最多 \(limit) 项", en: "may have at most \(limit) entries")
            case .reserved: Phrase(zh: "与表决票上的其他选项同名", en: "means something else on a ballot")
            case .outsideElectorate:
                Phrase(zh: "不在表决范围内", en: "is outside of the electorate: nobody there votes")
            case .notTheSum(let seats):
                Phrase(zh: "各楼栋席位合计应为 \(seats)", en: "must add up to the \(seats) seats of the election")
            case .moreThanCandidates(let count):
                Phrase(
                    zh: "多于这栋楼的候选人数 \(count)", en: "must not be more than the \(count) candidates of the building")
            case .notAllotted: Phrase(zh: "没有给这栋楼分配席位", en: "names a building to which no seats are allotted")
            }
        }
    }

    package init(_ member: String, _ reason: Reason) {
        self.member = member
        self.reason = reason
    }

    /// The same fault, said of what has the member that has it.
    package func within(_ member: String) -> AgendaFault { AgendaFault("\(member).\(self.member)", reason) }
}

// MARK: - What the form asks for

extension AgendaItem {
    /// What is wrong with what the item's form asks for, by its members.
    package var agendaFaults: [AgendaFault] {
        let form = form ?? .resolution
        func presence(_ name: String, _ isThere: Bool, of owner: ItemForm, isNeeded: Bool) -> [AgendaFault] {
            if form != owner { return isThere ? [AgendaFault(name, .notFor(form))] : [] }
            return isNeeded && !isThere ? [AgendaFault(name, .missing(for: form))] : []
        }
        var faults = presence("election", election != nil, of: .election, isNeeded: true)
        faults += presence("share", share != nil, of: .petition, isNeeded: true)
        faults += presence("group", group != nil, of: .resolution, isNeeded: false)
        if share?.numerator == 0 { faults.append(AgendaFault("share", .zero)) }
        if form == .election {
            if kind != .committeeElection { faults.append(AgendaFault("kind", .notFor(form))) }
            if let election { faults += election.figureFaults.map { $0.within("election") } }
        }
        return faults + kindFaults
    }

    private var kindFaults: [AgendaFault] {
        guard let alsoKinds else { return [] }
        if alsoKinds.isEmpty { return [AgendaFault("alsoKinds", .empty)] }
        let isRepeated = Set(alsoKinds + [kind]).count <= alsoKinds.count
        return isRepeated ? [AgendaFault("alsoKinds", .repeated)] : []
    }
}

// MARK: - Elections

extension Election {
    /// How many may stand, and how many alternates there may be.
    package static let candidateLimit = 60

    /// The words that ballots use beside candidates.
    private static let reserved: Set<String> = ["for", "against", "abstain", "follow"]

    /// What is wrong with its numbers and its list of candidates, by its members.
    package var figureFaults: [AgendaFault] {
        var faults: [AgendaFault] = []
        if seats < 1 { faults.append(AgendaFault("seats", .zero)) }
        if least < 1 { faults.append(AgendaFault("least", .zero)) }
        if least > seats { faults.append(AgendaFault("seats", .tooFew(least: least))) }
        if alternates < 0 { faults.append(AgendaFault("alternates", .tooFew(least: 0))) }
        if alternates > Self.candidateLimit {
            faults.append(AgendaFault("alternates", .tooLarge(limit: Int64(Self.candidateLimit))))
        }
        // A seat for which nobody stands can only stay empty.
        if Int64(candidates.count) < seats { faults.append(AgendaFault("candidates", .tooFew(least: seats))) }
        if candidates.count > Self.candidateLimit {
            faults.append(AgendaFault("candidates", .tooMany(limit: Self.candidateLimit)))
        }
        var (seen, owners): (Set<CandidateCode>, Set<OwnerID>) = ([], [])
        for (index, candidate) in candidates.enumerated() {
            let place = "candidates[\(index)]"
            // Nobody takes two of the seats.
            if let owner = candidate.owner, !owners.insert(owner).inserted {
                faults.append(AgendaFault("\(place).owner", .repeated))
            }
            if Self.reserved.contains(candidate.candidate.description) {
                faults.append(AgendaFault("\(place).candidate", .reserved))
            }
            if !seen.insert(candidate.candidate).inserted {
                faults.append(AgendaFault("\(place).candidate", .repeated))
            }
        }
        return faults
    }

    /// What is wrong with its allotment of seats, and with what candidates say of buildings, by its members (R-E-14).
    ///
    /// `electorate` is who votes; nil where all do.
    package func allotmentFaults(within electorate: Electorate?) -> [AgendaFault] {
        guard let seatsByBuilding else {
            return candidates.indices.filter { candidates[$0].building != nil }
                .map { AgendaFault("candidates[\($0)].building", .notAllotted) }
        }
        guard seatsByBuilding.count <= Electorate.placeLimit else {
            return [AgendaFault("seatsByBuilding", .tooMany(limit: Electorate.placeLimit))]
        }
        var faults: [AgendaFault] = []
        var seen: Set<BuildingCode> = []
        var sum: Int64? = 0
        for (index, entry) in seatsByBuilding.enumerated() {
            let place = "seatsByBuilding[\(index)]"
            if !seen.insert(entry.building).inserted { faults.append(AgendaFault("\(place).building", .repeated)) }
            if let electorate, !electorate.touches(entry.building) {
                faults.append(AgendaFault("\(place).building", .outsideElectorate))
            }
            if entry.seats < 1 { faults.append(AgendaFault("\(place).seats", .zero)) }
            let standing = Int64(candidates.count { $0.building == entry.building })
            if standing < entry.seats { faults.append(AgendaFault("\(place).seats", .moreThanCandidates(standing))) }
            let (more, overflow) = (sum ?? 0).addingReportingOverflow(entry.seats)
            sum = sum == nil || overflow ? nil : more
        }
        if sum != seats { faults.append(AgendaFault("seatsByBuilding", .notTheSum(of: seats))) }
        for (index, candidate) in candidates.enumerated() {
            let place = "candidates[\(index)].building"
            if let building = candidate.building {
                if !seen.contains(building) { faults.append(AgendaFault(place, .notAllotted)) }
            } else {
                faults.append(AgendaFault(place, .missing(for: .election)))
            }
        }
        return faults
    }
}

extension Electorate {
    /// How many places it names at most.
    package static let placeLimit = 200

    /// Whether somebody in the building may vote, as far as the codes tell.
    fileprivate func touches(_ building: BuildingCode) -> Bool {
        switch self {
        case .buildings(let buildings): buildings.contains(building)
        case .entrances(let entrances): entrances.contains { $0.building == building }
        }
    }
}
