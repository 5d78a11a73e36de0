import Model

/// `scenario.yaml`: who, from when to when, and what people do on which day.
struct ScenarioScript: Codable, Sendable {
    let title: String
    let community: Community
    /// The rule pack's file, relative to the scenario's directory.
    let rules: String
    /// Other communities of the story; the files of each lie in a folder of its code.
    let further: [Further]?
    let firstDay: Day
    let lastDay: Day
    let quietDays: QuietDays?
    let steps: [Step]
    /// The campaign that the rows of `payments.csv` are paid to, each on its own day.
    let payments: CampaignID?
    /// How the contractor works on what is released.
    let works: Works?

    struct Community: Codable, Sendable {
        let code: CommunityID
        let name: String
        let jurisdiction: String
        let fundStatus: CommunityRegistered.FundStatus
        let parkingCounts: Bool
        let street: String?
        let ownerUnit: OwnerUnit?

        /// The enterprise that a compound once belonged to.
        struct OwnerUnit: Codable, Sendable {
            let name: String
            let isDefunct: Bool?
            let defunctSince: Day?
        }
    }

    struct Further: Codable, Sendable {
        let community: Community
        /// The story's own where it is left out.
        let rules: String?
    }

    /// What becomes of days on which nothing of the story happens.
    enum QuietDays: String, WrittenWord, Sendable { case live, skip }

    struct Convene: Codable, Sendable {
        let code: AssemblyID
        let title: String
        let form: AssemblyForm?
        let convener: Convener?
        /// Who votes; the whole community where it is not given.
        let scope: Electorate?
        /// When the owners were told; the day of the step where it is not given.
        let noticeOn: Day?
        let isInterim: Bool?
        let revoteOf: AssemblyID?
        let documents: [AttachedDocument]?
        let items: [Item]
    }

    struct Item: Codable, Sendable {
        let code: ItemID
        let title: String
        let kind: MatterKind
        let mandate: Mandate?
        let form: ItemForm?
        let alsoKinds: [MatterKind]?
        let election: Contest?
        let group: GroupCode?
        let share: Ratio?

        /// As it is announced.
        var agendaItem: AgendaItem {
            AgendaItem(
                item: code, title: title, kind: kind, mandate: mandate, form: form, alsoKinds: alsoKinds,
                election: election?.election, group: group, share: share)
        }
    }

    struct Contest: Codable, Sendable {
        let seats: Int64
        let alternates: Int64
        let least: Int64
        let ranking: Election.Ranking
        let candidates: [Candidate]
        let seatsByBuilding: [BuildingSeats]?
        /// The round of nominations whose posted list is voted on.
        let round: String?

        /// As it is announced.
        var election: Election {
            Election(
                seats: seats, alternates: alternates, least: least, ranking: ranking,
                candidates: candidates.map { Election.Candidate(candidate: $0.candidate, building: $0.building) },
                seatsByBuilding: seatsByBuilding)
        }
    }

    struct Candidate: Codable, Sendable {
        let candidate: CandidateCode
        /// Who stands, so that a `seat` step can name them; the ballots service is not told.
        let ownerRef: String?
        let building: BuildingCode?
    }

    struct Advance: Codable, Sendable {
        let campaign: CampaignID
        let reference: AdvanceID
        let lender: AdvanceMade.Lender
        let amount: Money
        let lifts: [AdvancedLift]
    }

    /// An advance that was recorded by mistake is taken back.
    struct ReverseAdvance: Codable, Sendable {
        let campaign: CampaignID
        let advance: AdvanceID
        let reason: String
    }

    /// An advance, or a part of it, is paid back.
    struct Repay: Codable, Sendable {
        let campaign: CampaignID
        let advance: AdvanceID
        let reference: GivenReference
        let amount: Money
    }

    struct Payout: Codable, Sendable {
        let campaign: CampaignID
        let order: OrderID
        let reference: GivenReference
        let payee: String
        let amount: Money
    }

    /// A payment of payments.csv is taken back.
    struct Reverse: Codable, Sendable {
        let reference: PaymentReference
        let reason: String
    }

    /// What a unit has paid too much, or a part of it, goes back.
    struct Refund: Codable, Sendable {
        let campaign: CampaignID
        let unit: UnitCode
        let reference: GivenReference
        let amount: Money
    }

    /// A supervisory inspection that works fail, or pass after that; the contractor sees to all others.
    struct Inspect: Codable, Sendable {
        let campaign: CampaignID
        let lift: LiftCode
        let result: InspectionRecorded.Result
        let certificate: String
    }

    /// Days are counted from an order's release; each deed happens on the first day that is late enough.
    struct Works: Codable, Sendable {
        let startAfter: Int64
        let inspectAfter: Int64
        let returnAfter: Int64
        let completeAfter: Int64
        let cost: Money
        /// Costs of single lifts that differ.
        let costs: [String: Money]?
    }

    var days: ClosedRange<Day> { firstDay...lastDay }

    /// The last day of 9899: the day after a story's last is played too, rules reckon a hundred years on from a day, and
    /// no day has a year of five digits.
    private static let latest = Day(daysSince1970: 2_896_372)

    /// - Parameter place: how a step is called in what is told of it.
    /// - Throws: `ScenarioFault`
    func validate(_ place: (Int) -> String) throws {
        guard firstDay <= lastDay else {
            throw ScenarioFault(file: "scenario.yaml", reason: "lastDay is before firstDay")
        }
        guard lastDay.daysSince1970 - firstDay.daysSince1970 < 3_660 else {
            throw ScenarioFault(file: "scenario.yaml", reason: "more than ten years are too long to play")
        }
        guard lastDay <= Self.latest else {
            throw ScenarioFault(
                file: "scenario.yaml", reason: "lastDay is after \(Self.latest), the last day that can be played")
        }
        let delays = works.map { [$0.startAfter, $0.inspectAfter, $0.returnAfter, $0.completeAfter] } ?? []
        guard delays.allSatisfy({ (0...3_660).contains($0) }) else {
            throw ScenarioFault(file: "scenario.yaml", reason: "works: days are counted from 0 to 3660")
        }
        var codes: Set<CommunityID> = [community.code]
        for (number, other) in (further ?? []).enumerated() where !codes.insert(other.community.code).inserted {
            throw ScenarioFault(
                file: "scenario.yaml",
                reason: "further[\(number)].community.code: \(other.community.code) is named twice")
        }
        for (number, step) in steps.enumerated() {
            let deeds = step.deeds
            guard deeds.count == 1 else {
                let given = deeds.isEmpty ? "it has none" : "it has \(deeds.joined(separator: ", "))"
                throw ScenarioFault(
                    file: "scenario.yaml", reason: "\(place(number)) must have exactly one deed; \(given)")
            }
            guard days.contains(step.day) else {
                throw ScenarioFault(
                    file: "scenario.yaml", reason: "\(place(number)).day: \(step.day) lies outside firstDay … lastDay")
            }
            for name in step.files where !Self.isPlain(name) {
                throw ScenarioFault(
                    file: "scenario.yaml",
                    reason: "\(place(number)): \"\(name)\" is no name of a file in the story's folder")
            }
            if let other = step.in, !codes.contains(other) {
                let hint = Spelling.hint(for: other.description, among: codes.map(\.description).sorted())
                throw ScenarioFault(
                    file: "scenario.yaml", reason: "\(place(number)).in: \(other) is no community of the story\(hint)")
            }
        }
    }

    /// Whether a table's name leads from the story's folder straight to it.
    private static func isPlain(_ name: String) -> Bool {
        name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
    }
}
