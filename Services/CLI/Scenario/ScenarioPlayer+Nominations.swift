import Foundation
import Model

/// Steps about how candidates come on the list of an election.
extension ScenarioPlayer {
    /// - Returns: what people would say of it; nil where the step is about something else.
    func performForNominations(_ step: ScenarioScript.Step, in community: CommunityID) async throws -> String? {
        if let round = step.nominations { return try await open(round, in: community) }
        if let nominate = step.nominate { return try await self.nominate(nominate, in: community) }
        if let withdrawal = step.withdrawNominee {
            return try await withdraw(withdrawal, on: step.day, in: community)
        }
        if let screen = step.screen { return try await self.screen(screen, in: community) }
        return nil
    }

    private func open(_ round: ScenarioScript.Nominations, in community: CommunityID) async throws -> String {
        _ = try await staff(of: community).post(.ballots, "/v1/communities/\(community)/nominations", round)
        return "nominations for \(round.body) are taken until \(round.closesOn)"
    }

    private func nominate(_ nominate: ScenarioScript.Nominate, in community: CommunityID) async throws -> String {
        struct Standing: Encodable { let channel: NominationChannel }
        struct Recommendation: Encodable {
            let channel: NominationChannel
            let owner: OwnerID
            let evidence: Digest256
        }
        let path: ResourcePath = "/v1/communities/\(community)/nominations/\(nominate.round)"
        for nominee in nominate.nominees {
            try await naming(part: "nominee \(nominee.ownerRef)") {
                let answer: JSONValue
                switch nominee.channel {
                case .oneself, .joint:
                    answer = try await anyone.acting(as: [.owner], in: community, ownerRef: nominee.ownerRef).post(
                        .ballots, path.appending("/candidates"), Standing(channel: nominee.channel)
                    ).json()
                case .party, .residentsCommittee:
                    let evidence = Digest256(of: Array("\(nominate.round) \(nominee.ownerRef)".utf8))
                    answer = try await staff(of: community).post(
                        .ballots, path.appending("/recommendations"),
                        Recommendation(
                            channel: nominee.channel,
                            owner: try await anyone.ownerID(nominee.ownerRef, in: community), evidence: evidence)
                    ).json()
                }
                let code = answer["candidate"].cell
                for supporter in nominee.supporters ?? [] {
                    _ = try await anyone.acting(as: [.owner], in: community, ownerRef: supporter).post(
                        .ballots, path.appending("/candidates/\(code)/support"))
                }
            }
        }
        return "nominated: \(English.counted(nominate.nominees.count, "owner"))"
    }

    private func withdraw(
        _ withdrawal: ScenarioScript.WithdrawNominee, on day: Day, in community: CommunityID
    ) async throws -> String {
        let nominee = try await anyone.acting(as: [.owner], in: community, ownerRef: withdrawal.ownerRef)
        let path: ResourcePath = "/v1/communities/\(community)/nominations/\(withdrawal.round)"
        let own = try await nominee.get(.ballots, path.appending("/mine")).json()["nominations"].items.first
        guard let code = own?["candidate"].string else {
            throw StoryStops(day: day, reason: "\(withdrawal.ownerRef) is not nominated for \(withdrawal.round)")
        }
        _ = try await nominee.post(.ballots, path.appending("/candidates/\(code)/withdrawal"))
        return "\(code) stands no longer"
    }

    private func screen(_ screen: ScenarioScript.Screen, in community: CommunityID) async throws -> String {
        struct Decision: Encodable {
            let accepted: Bool
            let reason: String
        }
        let path: ResourcePath = "/v1/communities/\(community)/nominations/\(screen.round)"
        let staff = staff(of: community)
        var refused: Set<String> = []
        for ref in screen.refused ?? [] {
            let owner = try await naming(part: "refused \(ref)") { try await anyone.ownerID(ref, in: community) }
            refused.insert(owner.description)
        }
        let nominations = try await staff.get(.ballots, path.appending("/register")).json()["nominations"].items
        for nomination in nominations where nomination["standing"].cell != "withdrawn" {
            let code = nomination["candidate"].cell
            let decision = Decision(accepted: !refused.contains(nomination["owner"].cell), reason: screen.reason)
            _ = try await naming(part: "candidate \(code)") {
                try await staff.post(.ballots, path.appending("/candidates/\(code)/decision"), decision)
            }
        }
        let posted = try await staff.post(.ballots, path.appending("/posting")).json()
        let list = posted["postings"].items.first?["candidates"].items.map(\.cell) ?? []
        return "the list of candidates is posted: \(list.joined(separator: ", "))"
    }
}
