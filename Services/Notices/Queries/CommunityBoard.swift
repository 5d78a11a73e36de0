import Model

/// All that the pages and boards of one community show, as of one moment.
struct CommunityBoard: Sendable {
    let community: CommunityID
    let name: String
    let fundStatus: CommunityRegistered.FundStatus
    /// The day of a district that plays a scenario.
    let scenarioDay: Day?
    let units: Int64
    let electorate: Weight
    let buildings: [Building]
    /// The newest first.
    let assemblies: [Assembly]
    /// The newest first.
    let campaigns: [Campaign]
    let advances: [Advance]
    /// The area that the community has become part of; its own board says what was before.
    var area: Neighbour?
    /// The communities that have become parts of it, with boards of their own for what was before.
    var parts: [Neighbour] = []

    /// Another community's board, and the day from which on the two belong together.
    struct Neighbour: Sendable {
        let community: CommunityID
        /// The code where no name is known here yet.
        let name: String
        let since: Day
    }

    struct Building: Sendable {
        let building: BuildingCode
        let units: Int64
        let lifts: [Lift]

        var liftsDone: Int64 { Int64(lifts.count { $0.stage.isDone }) }
    }

    struct Lift: Sendable {
        let lift: LiftCode
        let rescueCode: String
        let nextInspectionOn: Day?
        let maintainer: String?
        let work: WorkKind?
        let stage: LiftStage
        /// Whether it is there, and not only to be added.
        var isBuilt = true

        var isInUse: Bool { isBuilt && !stage.isOutOfUse }
    }

    struct Assembly: Sendable {
        let assembly: AssemblyID
        let title: String
        let closesAt: Timestamp
        let state: State
        /// Known from the opening on.
        let electorate: Weight?
        let items: [Item]
        /// How many objections to its result were upheld, so that it does not take effect.
        var upheldObjections: Int64 = 0

        enum State: String, Codable, Sendable { case convened, open, closed }
    }

    struct Item: Sendable {
        let item: ItemID
        let title: String
        /// Who has taken part so far.
        let turnout: Participation
        /// Known after the close.
        let result: ItemResult?
        /// Nil for what is no election.
        var contest: Contest?
        var setAside: SetAside?
        var upheldObjection: UpheldObjection?
    }

    struct Participation: Sendable, Encodable {
        let heads: Int64
        /// Nil of a petition until it is counted: whoever takes part in one signs it, and an area may name a flat.
        let area: Area?
    }

    /// Who took a decision away, and when.
    struct SetAside: Sendable, Equatable, Encodable {
        let by: ResolutionSetAside.Authority
        let on: Day
    }

    /// What the first objection to an item that was upheld was about, and when it was answered.
    struct UpheldObjection: Sendable, Equatable, Encodable {
        let category: ObjectionCategory
        let on: Day
    }

    /// Who stands in an election and who was elected, by codes: names are on the assembly's own page.
    struct Contest: Sendable, Equatable, Encodable {
        let seats: Int64
        let candidates: [CandidateCode]
        /// Known after the close, in the order of their rank.
        let elected: [CandidateCode]?
        let alternates: [CandidateCode]?
        /// Those who had the votes for a seat where they are too few for a body, so that nobody is elected.
        let reached: [CandidateCode]?

        /// `elected` and `alternates` are what the count says, of whom a rejected election seats nobody.
        init(
            seats: Int64, candidates: [CandidateCode], elected: [CandidateCode]? = nil,
            alternates: [CandidateCode]? = nil, outcome: ItemResult.Outcome? = nil
        ) {
            self.seats = seats
            self.candidates = candidates
            let isRejected = outcome == .rejected && elected != nil
            self.elected = isRejected ? [] : elected
            self.alternates = isRejected ? [] : alternates
            reached = isRejected ? elected : nil
        }
    }

    struct Campaign: Sendable {
        let campaign: CampaignID
        let title: String
        let rate: UnitPrice
        let threshold: Ratio
        let basis: Mandate.ThresholdBasis
        let work: WorkKind
        let due: Money
        let households: Int64
        let buildings: [BuildingCode: Collected]
        /// What came in on each day.
        let days: [BuildingCode: [Day: Money]]
        /// Whether the decision to collect was taken away.
        var isSetAside = false
    }

    struct Collected: Sendable {
        let units: Int64
        let due: Money
        let received: Money
        let counted: Money
        let paidUnits: Int64
        let fundedOn: Day?
    }

    struct Advance: Sendable {
        let campaign: CampaignID
        let lender: AdvanceMade.Lender
        let amount: Money
        let agreedOn: Day
        let lifts: [LiftCode]
        var repaid = Money.zero
        /// The last day on which something was paid back.
        var repaidOn: Day?

        var owed: Money { Money(fen: amount.fen - repaid.fen) }
    }

    func building(_ code: BuildingCode) -> Building? { buildings.first { $0.building == code } }

    /// The newest assemblies, and those that are open however many there are since.
    func assemblies(newest count: Int) -> [Assembly] {
        assemblies.enumerated().filter { $0.offset < count || $0.element.state == .open }.map(\.element)
    }

    /// The newest campaign that a building takes part in.
    func campaign(of building: BuildingCode) -> Campaign? { campaigns.first { $0.buildings[building] != nil } }
}

extension CommunityBoard.Campaign {
    /// The buildings together; the campaign is funded where all of them are.
    var total: CommunityBoard.Collected {
        get throws(ArithmeticOverflow) {
            let parts = buildings.values
            let funded = parts.compactMap(\.fundedOn)
            return CommunityBoard.Collected(
                units: households, due: due, received: try Money.sum(parts.map(\.received)),
                counted: try Money.sum(parts.map(\.counted)), paidUnits: parts.reduce(0) { $0 + $1.paidUnits },
                fundedOn: funded.count == parts.count ? funded.max() : nil)
        }
    }

    /// What came in on each day in all buildings.
    var totalDays: [Day: Money] {
        get throws(ArithmeticOverflow) {
            var total: [Day: Money] = [:]
            for (day, money) in days.values.joined() { total[day] = try (total[day] ?? .zero).adding(money) }
            return total
        }
    }
}
