import Foundation
import Model

/// Plays a scenario's days by the commands that people use, each in the role of the one who would give it.
struct ScenarioPlayer: Sendable {
    let scenario: Scenario
    private let community: CommunityID
    private let `operator`: ServiceClient
    private let staff: ServiceClient
    private let anyone: ServiceClient
    private let settlement: Settlement
    private let contractor: ScenarioContractor

    init(_ scenario: Scenario, client: ServiceClient) async throws {
        self.scenario = scenario
        community = scenario.script.community.code
        anyone = client.bearing(nil)
        `operator` = try await client.acting(as: [.operator])
        staff = try await client.acting(
            as: [.committee, .collector, .scrutineer, .contractor, .property], in: community)
        settlement = Settlement(client: `operator`, community: community)
        contractor = ScenarioContractor(client: staff, community: community, works: scenario.script.works)
    }

    /// Plays every day; `report` is told of each: its number and what happened that people would talk about.
    ///
    /// - Throws: `RefusedDeed`, `ServiceUnreachable`, `NeverSettled`.
    func play(_ report: (Day, Int, [String]) -> Void) async throws {
        try await start(scenario.script.firstDay)
        try await prepare()
        for (number, day) in scenario.days.enumerated() {
            if number > 0 { try await start(day) }
            var deeds: [String] = []
            for (index, step) in scenario.script.steps.enumerated() where step.day == day {
                let place = "scenario.yaml, steps[\(index)]" + (step.papers.map { " with \($0.file)" } ?? "")
                deeds.append(try await naming(place, on: day) { try await perform(step) })
                try await settlement.wait()
            }
            try await castVotes(of: day)
            try await recordPayments(of: day)
            deeds += try await contractor.work(on: day)
            try await settlement.wait()
            report(day, number, deeds)
        }
        // The last day's digest is written when the day after it begins.
        try await start(scenario.script.lastDay.advanced(by: 1))
    }

    /// What a service refuses is told with the place that asked for it.
    private func naming<Value: Sendable>(
        _ place: String, on day: Day, lines: [Int] = [], _ deed: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await deed()
        } catch let refusal as ServiceRefusal {
            throw RefusedDeed(day: day, place: place, lines: lines, refusal: refusal)
        }
    }

    private func start(_ day: Day) async throws {
        struct Body: Encodable { let day: Day }
        _ = try await `operator`.post(.registry, "/v1/day", Body(day: day))
        try await settlement.wait()
    }

    private func prepare() async throws {
        let day = scenario.script.firstDay
        _ = try await naming("scenario.yaml, community", on: day) {
            try await `operator`.post(.registry, "/v1/communities", scenario.script.community)
        }
        _ = try await naming(scenario.script.rules, on: day) {
            try await `operator`.post(.registry, "/v1/communities/\(community)/rules", scenario.rules)
        }
        _ = try await naming("roll.csv", on: day) {
            try await `operator`.post(
                .registry, "/v1/communities/\(community)/roll", Data(scenario.roll), mediaType: "text/csv")
        }
        _ = try await naming("lifts.csv", on: day) {
            try await `operator`.post(
                .registry, "/v1/communities/\(community)/lifts", Data(scenario.lifts), mediaType: "text/csv")
        }
        // A community is known to a district's day only from now on.
        try await start(scenario.script.firstDay)
    }

    // MARK: - Deeds

    private func perform(_ step: ScenarioScript.Step) async throws -> String {
        if let convene = step.convene { return try await self.convene(convene) }
        if let assembly = step.open {
            _ = try await staff.post(.ballots, "/v1/communities/\(community)/assemblies/\(assembly)/open")
            return "voting opens on \(assembly)"
        }
        if let papers = step.papers {
            _ = try await staff.post(
                .ballots, "/v1/communities/\(community)/assemblies/\(papers.assembly)/papers",
                try scenario.file(papers.file),
                mediaType: "text/csv")
            return "papers of \(papers.assembly) are entered"
        }
        if let assembly = step.close {
            let answer = try await staff.post(.ballots, "/v1/communities/\(community)/assemblies/\(assembly)/close")
                .json()
            let outcomes = answer["items"].items.map { "\($0["code"].cell) \($0["result"]["outcome"].cell)" }
            return "voting closes on \(assembly): \(outcomes.joined(separator: ", "))"
        }
        if let advance = step.advance { return try await self.advance(advance, on: step.day) }
        if let payout = step.payout { return try await pay(payout) }
        throw ScenarioFault(file: "scenario.yaml", reason: "a step of \(step.day) has no deed")
    }

    private func convene(_ convene: ScenarioScript.Convene) async throws -> String {
        struct Body: Encodable {
            let code: AssemblyID
            let title: String
            let closesAt: Timestamp
            let noticeOn: Day?
            let items: [ScenarioScript.Item]
        }
        // Cut-offs go by the clock, not by the scenario's days; the closing is a deed of the scenario. A month is within
        // the window of every rule pack.
        let closesAt = Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 + 30 * 86_400) * 1_000_000)
        _ = try await staff.post(
            .ballots, "/v1/communities/\(community)/assemblies",
            Body(
                code: convene.code, title: convene.title, closesAt: closesAt, noticeOn: convene.noticeOn,
                items: convene.items))
        return "\(convene.code) is convened"
    }

    private func advance(_ advance: ScenarioScript.Advance, on day: Day) async throws -> String {
        struct Body: Encodable {
            let reference: AdvanceID
            let lender: AdvanceMade.Lender
            let amount: Money
            let agreedOn: Day
            let lifts: [AdvancedLift]
        }
        _ = try await staff.post(
            .funds, "/v1/communities/\(community)/campaigns/\(advance.campaign)/advances",
            Body(
                reference: advance.reference, lender: advance.lender, amount: advance.amount, agreedOn: day,
                lifts: advance.lifts))
        return "an advance of \(advance.amount) yuan for \(advance.lifts.count) lifts"
    }

    private func pay(_ payout: ScenarioScript.Payout) async throws -> String {
        struct Body: Encodable {
            let reference: String
            let order: OrderID
            let payee: String
            let amount: Money
        }
        _ = try await staff.post(
            .funds, "/v1/communities/\(community)/campaigns/\(payout.campaign)/payouts",
            Body(reference: payout.reference, order: payout.order, payee: payout.payee, amount: payout.amount))
        return "\(payout.amount) yuan are paid for \(payout.order)"
    }

    /// Each by the voter of its unit, several at a time.
    private func castVotes(of day: Day) async throws {
        struct Body: Encodable {
            let item: ItemID
            let unit: UnitCode
            let choice: String
        }
        let votes = scenario.votes[day] ?? []
        let voters = try scenario.voters()
        for batch in stride(from: 0, to: votes.count, by: 16).map({ votes[$0..<min($0 + 16, votes.count)] }) {
            try await withThrowingTaskGroup { group in
                for vote in batch {
                    guard let voter = voters[vote.unit] else {
                        throw ScenarioFault(
                            file: ScenarioVote.file, reason: "line \(vote.line): \(vote.unit) is not in roll.csv")
                    }
                    group.addTask {
                        _ = try await naming("\(ScenarioVote.file), line \(vote.line)", on: day) {
                            let owner = try await anyone.acting(as: [.owner], in: community, ownerRef: voter)
                            return try await owner.post(
                                .ballots, "/v1/communities/\(community)/assemblies/\(vote.assembly)/votes",
                                Body(item: vote.item, unit: vote.unit, choice: vote.choice))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func recordPayments(of day: Day) async throws {
        guard let campaign = scenario.script.payments, let rows = scenario.payments[day] else { return }
        let text = CSVText.write(columns: ScenarioPayment.columns, rows: rows.map(\.fields))
        _ = try await naming(ScenarioPayment.file, on: day, lines: rows.map(\.line)) {
            try await staff.post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payments/import", Data(text.utf8),
                mediaType: "text/csv", key: "payments-\(campaign)-\(day)")
        }
    }
}

/// A service refused a deed of the scenario.
struct RefusedDeed: ExitStatusError {
    let day: Day
    let place: String
    /// Where the rows of what was sent stand in the scenario's own file; empty where they stand in the same lines.
    let lines: [Int]
    let refusal: ServiceRefusal

    var exitStatus: ExitStatus { refusal.exitStatus }

    var message: String {
        let words = refusal.message { line in
            // Line 1 is the header.
            lines.indices.contains(line - 2) ? lines[line - 2] : line
        }
        return "\(day), \(place): \(words)"
    }
}
