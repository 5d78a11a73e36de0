import Foundation
import Model

/// Plays a scenario's days by the commands that people use, each in the role of the one who would give it.
struct ScenarioPlayer: Sendable {
    let scenario: Scenario
    let `operator`: ServiceClient
    let anyone: ServiceClient
    private let staffs: [CommunityID: ServiceClient]
    /// What takes two people has a second one.
    private let seconds: [CommunityID: ServiceClient]
    private let settlement: Settlement
    private let contractor: ScenarioContractor

    init(_ scenario: Scenario, client: ServiceClient) async throws {
        self.scenario = scenario
        anyone = client.bearing(nil)
        `operator` = try await client.acting(as: [.operator])
        let communities = scenario.books.map(\.facts.code)
        var (staffs, seconds): ([CommunityID: ServiceClient], [CommunityID: ServiceClient]) = ([:], [:])
        for community in communities {
            staffs[community] = try await client.acting(
                as: [.committee, .collector, .scrutineer, .contractor, .property], in: community)
            seconds[community] = try await client.acting(
                as: [.committee, .scrutineer], in: community, named: "second")
        }
        self.staffs = staffs
        self.seconds = seconds
        settlement = Settlement(client: `operator`, communities: communities)
        contractor = ScenarioContractor(
            client: staffs[communities[0]] ?? anyone, community: communities[0], works: scenario.script.works)
    }

    /// Those who work for a community.
    func staff(of community: CommunityID) -> ServiceClient { staffs[community] ?? anyone }

    /// Another member of a community's committee, and another scrutineer.
    func second(of community: CommunityID) -> ServiceClient { seconds[community] ?? anyone }

    /// Plays every day; `report` is told of each: its number and what happened that people would talk about.
    ///
    /// - Throws: `RefusedDeed`, `StoryStops`, `ServiceUnreachable`, `NeverSettled`; `UnsettledEnd` where all is done, and
    ///   a service stays away.
    func play(_ report: (Day, Int, [String]) -> Void) async throws {
        do {
            try await start(scenario.script.firstDay)
        } catch let refusal as ServiceRefusal where refusal.status == 409 {
            throw NoFreshDistrict(refusal: refusal)
        }
        for book in scenario.books { try await prepare(book) }
        // A community is known to a district's day only from now on.
        try await start(scenario.script.firstDay)
        let days = scenario.days
        for (number, day) in days.enumerated() {
            if number > 0 { try await start(day) }
            var deeds: [String] = []
            for (index, step) in scenario.script.steps.enumerated() where step.day == day {
                let place =
                    "scenario.yaml, \(scenario.place(ofStep: index))" + step.files.map { " with \($0)" }.joined()
                deeds.append(try await naming(place, on: day) { try await perform(step) })
                try await settlement.wait()
            }
            try await castVotes(of: day)
            try await recordPayments(of: day)
            deeds += try await contractor.work(on: day)
            try await ending(number == days.count - 1) { try await settlement.wait() }
            report(day, number, deeds)
        }
        // The last day's digest is written when the day after it begins.
        try await ending { try await start(scenario.script.lastDay.advanced(by: 1)) }
    }

    /// Whoever stays away when all is done does not keep the others from being asked what they publish.
    private func ending(_ isAllDone: Bool = true, _ step: () async throws -> Void) async throws {
        do {
            try await step()
        } catch let absence as any Repeatable where isAllDone && absence.exitStatus == .unreachable {
            throw UnsettledEnd(absence: absence)
        }
    }

    /// What a service refuses is told with the place that asked for it.
    func naming<Value: Sendable>(
        _ place: String, on day: Day, lines: [Int] = [], _ deed: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await deed()
        } catch let refusal as ServiceRefusal {
            throw RefusedDeed(day: day, place: place, lines: lines, refusal: refusal)
        } catch let refused as RefusedPart {
            throw RefusedDeed(day: day, place: "\(place), \(refused.part)", lines: lines, refusal: refused.refusal)
        } catch let stop as StoryStops {
            throw StoryStops(day: stop.day, reason: stop.reason, place: place)
        }
    }

    /// A part of a step without a file of its own, such as one of several nominees; what a service refuses of it is told with the
    /// step's place and the part.
    func naming<Value: Sendable>(part: String, _ deed: () async throws -> Value) async throws -> Value {
        do {
            return try await deed()
        } catch let refusal as ServiceRefusal {
            throw RefusedPart(part: part, refusal: refusal)
        }
    }

    private struct RefusedPart: Error {
        let part: String
        let refusal: ServiceRefusal
    }

    private func start(_ day: Day) async throws {
        struct Body: Encodable { let day: Day }
        _ = try await `operator`.post(.registry, "/v1/day", Body(day: day))
        try await settlement.wait()
    }

    private func prepare(_ book: ScenarioBook) async throws {
        let day = scenario.script.firstDay
        let community = book.facts.code
        _ = try await naming("scenario.yaml, community \(community)", on: day) {
            try await `operator`.post(.registry, "/v1/communities", book.facts)
        }
        _ = try await naming(book.rulesFile, on: day) {
            try await `operator`.post(.registry, "/v1/communities/\(community)/rules", book.rules)
        }
        if let roll = book.roll {
            _ = try await naming(book.folder + ScenarioBook.rollFile, on: day) {
                try await `operator`.post(
                    .registry, "/v1/communities/\(community)/roll", Data(roll), mediaType: "text/csv")
            }
        }
        if let lifts = book.lifts {
            _ = try await naming(book.folder + ScenarioBook.liftsFile, on: day) {
                try await `operator`.post(
                    .registry, "/v1/communities/\(community)/lifts", Data(lifts), mediaType: "text/csv")
            }
        }
    }

    /// Each by the voter of its unit or whoever votes for them, several at a time.
    private func castVotes(of day: Day) async throws {
        struct Body: Encodable {
            let item: ItemID
            let unit: UnitCode
            let choice: String
        }
        let votes = scenario.votes[day] ?? []
        var voters: [CommunityID: [AssemblyID: [UnitCode: String]]] = [:]
        for vote in votes where voters[vote.community]?[vote.assembly] == nil {
            voters[vote.community, default: [:]][vote.assembly] = scenario.voters(of: vote.community, in: vote.assembly)
        }
        let casts = try votes.map { vote in
            guard let voter = vote.holder ?? voters[vote.community]?[vote.assembly]?[vote.unit] else {
                throw ScenarioFault(file: vote.place, reason: "\(vote.unit) is not in the roll")
            }
            return CastInStory(vote: vote, voter: voter)
        }
        for batch in CastInStory.batches(of: casts) {
            try await withThrowingTaskGroup { group in
                for cast in batch {
                    let vote = cast.vote
                    group.addTask {
                        _ = try await naming(vote.place, on: day) {
                            let owner = try await anyone.acting(
                                as: [.owner], in: vote.community, ownerRef: cast.voter)
                            return try await owner.post(
                                .ballots, "/v1/communities/\(vote.community)/assemblies/\(vote.assembly)/votes",
                                Body(item: vote.item, unit: vote.unit, choice: vote.choice))
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    private func recordPayments(of day: Day) async throws {
        guard let campaign = scenario.script.payments, let rows = scenario.payments[day], let first = rows.first else {
            return
        }
        let community = scenario.script.community.code
        let text = CSVText.write(columns: first.row.columns, rows: rows.map(\.row.texts))
        _ = try await naming(ScenarioPayment.file, on: day, lines: rows.map(\.line)) {
            try await staff(of: community).post(
                .funds, "/v1/communities/\(community)/campaigns/\(campaign)/payments/import", Data(text.utf8),
                mediaType: "text/csv", key: "payments-\(campaign)-\(day)")
        }
    }
}

/// The district's own calendar does not let the story begin.
struct NoFreshDistrict: ExitStatusError {
    let refusal: ServiceRefusal

    var exitStatus: ExitStatus { refusal.exitStatus }
    var details: JSONValue? { refusal.details }
    var message: String {
        """
        \(refusal.message)
          A story needs a fresh district in scenario mode: deploy/dev up --fresh --scenario-mode, or deploy/demo.
        """
    }
}

/// Everything of the story is done, and a service stays away that the others wait for.
struct UnsettledEnd: ExitStatusError {
    let absence: any Repeatable

    var exitStatus: ExitStatus { absence.exitStatus }
    var message: String { absence.message }
}

/// A service refused a deed of the scenario.
struct RefusedDeed: ExitStatusError {
    let day: Day
    let place: String
    /// Where the rows of what was sent stand in the scenario's own file; empty where they stand in the same lines.
    let lines: [Int]
    let refusal: ServiceRefusal

    var exitStatus: ExitStatus { refusal.exitStatus }
    var details: JSONValue? { refusal.details }

    var message: String {
        let words = refusal.message { line in
            // Line 1 is the header.
            lines.indices.contains(line - 2) ? lines[line - 2] : line
        }
        return "\(day), \(place): \(words)"
    }
}

/// What a deed of the scenario rests on did not happen in it.
struct StoryStops: ExitStatusError {
    let day: Day
    let reason: String
    var place = "scenario.yaml"

    var exitStatus: ExitStatus { .refused }
    var message: String { "\(day), \(place): \(reason)" }
}
