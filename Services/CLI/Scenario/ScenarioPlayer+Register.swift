import Foundation
import Model

/// Steps about how ballots come to people and back, and about what is heard before a vote.
extension ScenarioPlayer {
    /// - Returns: what people would say of it; nil where the step is about something else.
    func performForRegister(_ step: ScenarioScript.Step, in community: CommunityID) async throws -> String? {
        if let papers = step.papers { return try await enter(papers, in: community) }
        if let deliveries = step.deliveries { return try await note(deliveries, in: community) }
        if let official = step.official { return try await bringIn(official, in: community) }
        if let proxies = step.proxies { return try await record(proxies, on: step.day, in: community) }
        if let proxy = step.withdrawProxy {
            _ = try await staff(of: community).post(
                .ballots,
                "/v1/communities/\(community)/assemblies/\(proxy.assembly)/proxies/\(proxy.unit)/revocation")
            return "the authority for \(proxy.unit) is taken back"
        }
        if let file = step.visits { return try await visit(file, on: step.day, in: community) }
        if let topic = step.endVisits {
            _ = try await staff(of: community).post(.ballots, "/v1/communities/\(community)/visits/\(topic)/end")
            return "the visits about \(topic) are over, and only counts stay"
        }
        if let consult = step.consult { return try await self.consult(consult, on: step.day, in: community) }
        return nil
    }

    // MARK: - Ballots

    private func enter(_ papers: ScenarioScript.AssemblyTable, in community: CommunityID) async throws -> String {
        let path: ResourcePath = "/v1/communities/\(community)/assemblies/\(papers.assembly)/papers"
        let file = try await content(of: papers.file, in: community)
        _ = try await staff(of: community).post(.ballots, path, file, mediaType: "text/csv")
        let answer = try await second(of: community).post(.ballots, path, file, mediaType: "text/csv").json()
        let (repeated, invalid) = (answer["duplicates"].items.count, answer["invalid"].items.count)
        return "papers of \(papers.assembly) are entered: \(answer["papers"].cell)"
            + (repeated > 0 ? ", \(repeated) of owners who had voted" : "")
            + (invalid > 0 ? ", \(invalid) invalid" : "")
    }

    /// A batch of papers as it is written, but for those who signed for others: the service knows owners by ids only.
    private func content(of file: String, in community: CommunityID) async throws -> Data {
        let papers = scenario.tables.papers[file] ?? []
        let holders = Set(papers.compactMap(\.holder))
        guard !holders.isEmpty else { return try scenario.file(file) }
        var ids: [String: String] = [:]
        for holder in holders { ids[holder] = try await id(of: holder, in: community).description }
        let columns = ScenarioPaper.columns + ScenarioPaper.optionalColumns
        let rows = papers.map { paper in
            zip(columns, paper.fields).map { column, field in column == "proxy" ? ids[field] ?? field : field }
        }
        return Data(CSVText.write(columns: columns, rows: rows).utf8)
    }

    private func note(_ deliveries: ScenarioScript.AssemblyTable, in community: CommunityID) async throws -> String {
        let answer = try await staff(of: community).post(
            .ballots, "/v1/communities/\(community)/assemblies/\(deliveries.assembly)/deliveries/import",
            try scenario.file(deliveries.file), mediaType: "text/csv"
        ).json()
        let noted = [("delivered", "delivered to"), ("announced", "announced to"), ("notReached", "not brought to")]
            .filter { (answer[$0.0].int ?? 0) > 0 }
            .map { "\($0.1) \(English.counted(answer[$0.0].cell, "unit"))" }
        return "ballots of \(deliveries.assembly): " + (noted.isEmpty ? "nothing new" : noted.joined(separator: ", "))
    }

    private func bringIn(_ official: ScenarioScript.Official, in community: CommunityID) async throws -> String {
        let file = try scenario.file(official.file)
        let path: ResourcePath = "/v1/communities/\(community)/assemblies/\(official.assembly)/votes/import"
        let answer = try await staff(of: community).post(
            .ballots,
            path.query("platform", official.platform).query("basis", official.basis)
                .query("evidence", Digest256(of: Array(file)).description), file, mediaType: "text/csv"
        ).json()
        let votes = English.counted(answer["votes"].cell, "vote")
        return "\(official.platform) gives out \(votes) on \(official.assembly), "
            + "of which \(answer["counted"].cell) count"
    }

    private func record(
        _ proxies: ScenarioScript.AssemblyTable, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let unit: UnitCode
            let holder: OwnerID
            let authority: Digest256
            let writtenOn: Day
            let isPropertyStaff = false
        }
        let rows = scenario.tables.proxies[proxies.file] ?? []
        for proxy in rows {
            try await naming("\(proxies.file), line \(proxy.line)", on: day) {
                let body = Body(
                    unit: proxy.unit, holder: try await id(of: proxy.holder, in: community),
                    authority: proxy.authority, writtenOn: proxy.writtenOn)
                for scrutineer in [staff(of: community), second(of: community)] {
                    _ = try await scrutineer.post(
                        .ballots, "/v1/communities/\(community)/assemblies/\(proxies.assembly)/proxies", body)
                }
            }
        }
        return "authorities to vote on \(proxies.assembly): for \(English.counted(rows.count, "unit"))"
    }

    /// The id of an owner by owner_ref; anybody else is named by an id already.
    private func id(of holder: String, in community: CommunityID) async throws -> OwnerID {
        if let id = OwnerID(holder) { return id }
        return try await anyone.ownerID(holder, in: community)
    }

    // MARK: - Talks

    private func visit(_ file: String, on day: Day, in community: CommunityID) async throws -> String {
        let visits = scenario.tables.visits[file] ?? []
        for visit in visits {
            try await naming("\(file), line \(visit.line)", on: day) {
                _ = try await staff(of: community).post(.ballots, "/v1/communities/\(community)/visits", visit)
            }
        }
        return "\(English.counted(visits.count, "visit")) from door to door"
    }

    private func consult(
        _ consult: ScenarioScript.Consult, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let topic: TopicCode
            let kind: ConsultationKind
            let heldOn: Day
            let parties: [ScenarioScript.Consult.Attendance]?
            let conclusion: String
            let documents: [AttachedDocument]?
        }
        _ = try await staff(of: community).post(
            .ballots, "/v1/communities/\(community)/consultations",
            Body(
                topic: consult.topic, kind: consult.kind, heldOn: day, parties: consult.parties,
                conclusion: consult.conclusion, documents: consult.documents))
        return "\(consult.kind.rawValue) about \(consult.topic): \(consult.conclusion)"
    }
}
