import Foundation
import Model

/// Steps about how long an assembly votes, and what becomes of its result.
extension ScenarioPlayer {
    /// - Returns: what people would say of it; nil where the step is about something else.
    func performForCourse(_ step: ScenarioScript.Step, in community: CommunityID) async throws -> String? {
        if let extend = step.extend { return try await self.extend(extend, on: step.day, in: community) }
        if let object = step.object { return try await self.object(object, in: community) }
        if let answer = step.answer { return try await self.answer(answer, on: step.day, in: community) }
        if let assembly = step.effective {
            let course = try await staff(of: community).post(
                .ballots, "/v1/communities/\(community)/assemblies/\(assembly)/effective"
            ).json()["course"]
            return "the result of \(assembly) stands from \(course["result"]["effectiveOn"].cell) on"
        }
        if let order = step.setAside { return try await setAside(order, on: step.day, in: community) }
        return nil
    }

    /// The published end of the voting moves by whole days: cut-offs go by the clock, not by the scenario's days.
    private func extend(
        _ extend: ScenarioScript.Extend, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let closesAt: Timestamp
            let reason: String
        }
        let path: ResourcePath = "/v1/communities/\(community)/assemblies/\(extend.assembly)"
        guard let closesAt = try await anyone.get(.ballots, path).json()["closesAt"].string.flatMap(Timestamp.init)
        else { throw StoryStops(day: day, reason: "\(extend.assembly) does not say when its voting ends") }
        let later = Timestamp(microseconds: closesAt.microseconds + extend.days * 86_400_000_000)
        _ = try await staff(of: community).post(
            .ballots, path.appending("/extension"), Body(closesAt: later, reason: extend.reason))
        return "the voting on \(extend.assembly) goes on for \(English.counted(extend.days, "day")): \(extend.reason)"
    }

    private func object(_ object: ScenarioScript.Objecting, in community: CommunityID) async throws -> String {
        struct Body: Encodable {
            let category: ObjectionCategory
            let item: ItemID?
            let unit: UnitCode
            let document: Digest256
        }
        let voter = scenario.voters(of: community, in: object.assembly)[object.unit]
        let owner = try await anyone.acting(as: [.owner], in: community, ownerRef: voter)
        _ = try await owner.post(
            .ballots, "/v1/communities/\(community)/assemblies/\(object.assembly)/objections",
            Body(category: object.category, item: object.item, unit: object.unit, document: object.letter))
        return "somebody objects to the result of \(object.assembly): \(object.category.rawValue)"
    }

    private func answer(
        _ answer: ScenarioScript.Answering, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let verdict: ObjectionVerdict
            let document: Digest256
        }
        let path: ResourcePath = "/v1/communities/\(community)/assemblies/\(answer.assembly)/objections"
        let staff = staff(of: community)
        let objections = try await staff.everyPage(.ballots, path, of: "objections").items
        // Objections have random ids; the letter is what a story knows of one.
        guard
            let objection = objections.first(where: { $0["document"].cell == answer.letter.description }),
            let id = objection["objection"].string
        else {
            throw StoryStops(
                day: day, reason: "\(answer.assembly) has no objection of the letter \(answer.letter)")
        }
        _ = try await staff.post(
            .ballots, path.appending("/\(id)/answer"), Body(verdict: answer.verdict, document: answer.reply))
        return "an objection to the result of \(answer.assembly) is \(answer.verdict.rawValue)"
    }

    private func setAside(
        _ order: ScenarioScript.SetAside, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let item: ItemID?
            let by: ResolutionSetAside.Authority
            let document: Digest256
            let on: Day
        }
        _ = try await `operator`.post(
            .ballots, "/v1/communities/\(community)/assemblies/\(order.assembly)/set-aside",
            Body(item: order.item, by: order.by, document: order.document, on: day))
        let what = order.item.map { "item \($0) of \(order.assembly)" } ?? "\(order.assembly)"
        return order.by == .court ? "a court revokes \(what)" : "an authority annuls \(what)"
    }
}
