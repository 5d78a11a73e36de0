import Model

/// How an assembly is held, beside its agenda.
struct Terms: Sendable, Equatable {
    /// Nil takes ballots in every way, like `mixed`.
    var form: AssemblyForm?
    var convener: Convener?
    /// Nil is the whole community.
    var electorate: Electorate?
    /// Until when papers that were signed in time may be entered; nil is `closesAt`.
    var papersUntil: Timestamp?
    /// The day on which the owners were told (R-M-01); nil is the day of the convening.
    var noticeOn: Day?
    /// An interim meeting, which some places call at shorter notice (R-M-02).
    var isInterim = false
    /// The assembly whose question is put again.
    var revoteOf: AssemblyID?
    var documents: [AttachedDocument] = []

    static let documentLimit = 40
    static let placeLimit = Electorate.placeLimit

    var takesElectronicBallots: Bool { form?.takesElectronicBallots ?? true }

    /// Whether the unit's owners vote, as far as the place decides it.
    func includes(_ unit: UnitCode) -> Bool { electorate?.includes(unit) ?? true }
}

extension Terms {
    /// What is wrong with them in themselves.
    ///
    /// `today` is the district's day; nobody was told tomorrow. `items` come with their mandates, which may concern
    /// nobody who has no vote (R-V-12).
    func faults(for assembly: AssemblyID, closesAt: Timestamp, items: [AgendaItem], today: Day) -> [ProposalFault] {
        var faults: [ProposalFault] = []
        if let papersUntil, papersUntil < closesAt { faults.append(ProposalFault("papersUntil", .before(closesAt))) }
        if let noticeOn, noticeOn > today { faults.append(ProposalFault("noticeOn", .dayAhead(today))) }
        if revoteOf == assembly { faults.append(ProposalFault("revoteOf", .repeated)) }
        return faults + documentFaults + electorateFaults(items)
    }

    private var documentFaults: [ProposalFault] {
        guard documents.count <= Self.documentLimit else {
            return [ProposalFault("documents", .tooMany(limit: Self.documentLimit))]
        }
        var seen: Set<Digest256> = []
        return documents.enumerated().flatMap { index, document in
            let field = "documents[\(index)]"
            let repeated = seen.insert(document.sha256).inserted ? [] : [ProposalFault("\(field).sha256", .repeated)]
            return ProposalFault.ofTitle(document.title, in: "\(field).title") + repeated
        }
    }

    private func electorateFaults(_ items: [AgendaItem]) -> [ProposalFault] {
        guard let electorate else { return [] }
        let faults =
            switch electorate {
            case .buildings(let buildings): Self.listFaults(buildings, in: "scope.buildings")
            case .entrances(let entrances): Self.listFaults(entrances, in: "scope.entrances")
            }
        return faults
            + items.enumerated().compactMap { index, item in
                item.mandate.flatMap { Self.fault(of: $0, within: electorate, in: "items[\(index)].mandate") }
            }
    }

    /// Nil where the mandate may concern only those who vote.
    private static func fault(
        of mandate: Mandate, within electorate: Electorate, in field: String
    ) -> ProposalFault? {
        guard !electorate.mayCover(mandate.scope) else { return nil }
        switch mandate {
        case .collect, .spend: return ProposalFault("\(field).scope.buildings", .beyondElectorate)
        // One management area has one owners' meeting (R-G-04); some of its buildings are none.
        case .seatCommittee, .adoptRules, .mergeCommunities: return ProposalFault(field, .ofAllOwners)
        }
    }

    private static func listFaults<Place: Hashable>(_ places: [Place], in field: String) -> [ProposalFault] {
        if places.isEmpty { return [ProposalFault(field, .empty)] }
        if places.count > placeLimit { return [ProposalFault(field, .tooMany(limit: placeLimit))] }
        return Set(places).count == places.count ? [] : [ProposalFault(field, .repeated)]
    }
}

extension Electorate {
    var buildings: [BuildingCode]? { if case .buildings(let buildings) = self { buildings } else { nil } }
    var entrances: [EntranceName]? { if case .entrances(let entrances) = self { entrances } else { nil } }
}
