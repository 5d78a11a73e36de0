import Foundation
import Model

/// Steps about assemblies and money; the others are in `ScenarioPlayer+Register`, `…+Course` and `…+Bodies`.
extension ScenarioPlayer {
    /// - Returns: what people would say of it.
    func perform(_ step: ScenarioScript.Step) async throws -> String {
        let community = scenario.community(of: step)
        if let convene = step.convene { return try await self.convene(convene, in: community) }
        if let assembly = step.open {
            _ = try await staff(of: community).post(
                .ballots, "/v1/communities/\(community)/assemblies/\(assembly)/open")
            return "voting opens on \(assembly)"
        }
        if let hands = step.hands { return try await count(hands, in: community) }
        if let assembly = step.close { return try await close(assembly, in: community) }
        if let advance = step.advance { return try await self.advance(advance, on: step.day, in: community) }
        if let reversal = step.reverseAdvance { return try await takeBack(reversal, in: community) }
        if let repay = step.repay { return try await self.repay(repay, in: community) }
        if let payout = step.payout { return try await pay(payout, in: community) }
        if let reverse = step.reverse { return try await self.reverse(reverse, on: step.day, in: community) }
        if let refund = step.refund { return try await giveBack(refund, in: community) }
        if let table = step.transfer { return try await transfer(table, on: step.day, in: community) }
        if let inspect = step.inspect { return try await self.inspect(inspect, on: step.day, in: community) }
        if let choice = step.chooseVoter { return try await choose(choice, in: community) }
        if let deed = try await performForRegister(step, in: community) { return deed }
        if let deed = try await performForNominations(step, in: community) { return deed }
        if let deed = try await performForCourse(step, in: community) { return deed }
        if let deed = try await performForBodies(step, in: community) { return deed }
        throw ScenarioFault(file: "scenario.yaml", reason: "a step of \(step.day) has no deed")
    }

    private func convene(_ convene: ScenarioScript.Convene, in community: CommunityID) async throws -> String {
        struct Body: Encodable {
            let code: AssemblyID
            let title: String
            let closesAt: Timestamp
            let form: AssemblyForm?
            let convener: Convener?
            let scope: Electorate?
            let noticeOn: Day?
            let isInterim: Bool?
            let revoteOf: AssemblyID?
            let documents: [AttachedDocument]?
            let items: [ScenarioScript.Item]
        }
        let closesAt = ScenarioVoting.closing(convenedAt: ScenarioVoting.now)
        _ = try await staff(of: community).post(
            .ballots, "/v1/communities/\(community)/assemblies",
            Body(
                code: convene.code, title: convene.title, closesAt: closesAt, form: convene.form,
                convener: convene.convener, scope: convene.scope, noticeOn: convene.noticeOn,
                isInterim: convene.isInterim, revoteOf: convene.revoteOf, documents: convene.documents,
                items: convene.items.map(\.withoutOwnerRefs)))
        return "\(convene.code) is convened"
    }

    private func count(_ hands: ScenarioScript.Hands, in community: CommunityID) async throws -> String {
        struct Body: Encodable {
            let item: ItemID
            let inFavour: Int64
            let against: Int64
            let abstained: Int64
            let evidence: Digest256
            let witness: MemberID
        }
        _ = try await staff(of: community).post(
            .ballots, "/v1/communities/\(community)/assemblies/\(hands.assembly)/hands",
            Body(
                item: hands.item, inFavour: hands.inFavour, against: hands.against, abstained: hands.abstained,
                evidence: hands.evidence, witness: hands.witness))
        return "hands are counted on \(hands.assembly)"
    }

    private func close(_ assembly: AssemblyID, in community: CommunityID) async throws -> String {
        let answer = try await staff(of: community).post(
            .ballots, "/v1/communities/\(community)/assemblies/\(assembly)/close"
        ).json()
        let outcomes = answer["items"].items.map { "\($0["code"].cell) \($0["result"]["outcome"].cell)" }
        return "voting closes on \(assembly): \(outcomes.joined(separator: ", "))"
    }

    private func advance(
        _ advance: ScenarioScript.Advance, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let reference: AdvanceID
            let lender: AdvanceMade.Lender
            let amount: Money
            let agreedOn: Day
            let lifts: [AdvancedLift]
        }
        _ = try await staff(of: community).post(
            .funds, "/v1/communities/\(community)/campaigns/\(advance.campaign)/advances",
            Body(
                reference: advance.reference, lender: advance.lender, amount: advance.amount, agreedOn: day,
                lifts: advance.lifts))
        return "an advance of \(advance.amount) yuan for \(English.counted(advance.lifts.count, "lift"))"
    }

    private func takeBack(
        _ reversal: ScenarioScript.ReverseAdvance, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable { let reason: String }
        for member in [staff(of: community), second(of: community)] {
            _ = try await member.post(
                .funds,
                "/v1/communities/\(community)/campaigns/\(reversal.campaign)/advances/\(reversal.advance)/reversal",
                Body(reason: reversal.reason))
        }
        return "\(reversal.advance) is taken back: \(reversal.reason)"
    }

    private func repay(_ repay: ScenarioScript.Repay, in community: CommunityID) async throws -> String {
        for member in [staff(of: community), second(of: community)] {
            _ = try await member.post(
                .funds,
                "/v1/communities/\(community)/campaigns/\(repay.campaign)/advances/\(repay.advance)/repayments",
                GivenBack(reference: repay.reference.description, amount: repay.amount))
        }
        return "\(repay.amount) yuan of \(repay.advance) are paid back"
    }

    private func pay(_ payout: ScenarioScript.Payout, in community: CommunityID) async throws -> String {
        struct Body: Encodable {
            let reference: GivenReference
            let order: OrderID
            let payee: String
            let amount: Money
        }
        for member in [staff(of: community), second(of: community)] {
            _ = try await member.post(
                .funds, "/v1/communities/\(community)/campaigns/\(payout.campaign)/payouts",
                Body(reference: payout.reference, order: payout.order, payee: payout.payee, amount: payout.amount))
        }
        return "\(payout.amount) yuan are paid for \(payout.order)"
    }

    /// The service knows payments by their receipts; a story knows what they were called when they came.
    private func reverse(
        _ reverse: ScenarioScript.Reverse, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable { let reason: String }
        guard let campaign = scenario.script.payments, let payment = scenario.payment(reverse.reference) else {
            throw StoryStops(day: day, reason: "no payment is called \(reverse.reference)")
        }
        let path: ResourcePath = "/v1/communities/\(community)/campaigns/\(campaign)"
        let collector = staff(of: community)
        let statement = try await collector.get(.funds, path.appending("/units/\(payment.unit)")).json()
        let paid = statement["payments"].items.first {
            $0["reference"].string.flatMap(PaymentReference.init) == reverse.reference
        }
        guard let receipt = paid?["receipt"].int else {
            throw StoryStops(day: day, reason: "\(payment.unit) has no receipt for \(reverse.reference)")
        }
        _ = try await collector.post(
            .funds, path.appending("/payments/\(receipt)/reversal"), Body(reason: reverse.reason))
        return "a payment of \(payment.amount) yuan is taken back: \(reverse.reason)"
    }

    private func giveBack(_ refund: ScenarioScript.Refund, in community: CommunityID) async throws -> String {
        for member in [staff(of: community), second(of: community)] {
            _ = try await member.post(
                .funds, "/v1/communities/\(community)/campaigns/\(refund.campaign)/units/\(refund.unit)/refunds",
                GivenBack(reference: refund.reference.description, amount: refund.amount))
        }
        return "\(refund.amount) yuan that \(refund.unit) had paid too much go back"
    }

    private func inspect(
        _ inspect: ScenarioScript.Inspect, on day: Day, in community: CommunityID
    ) async throws -> String {
        struct Body: Encodable {
            let on: Day
            let result: InspectionRecorded.Result
            let certificate: String
        }
        let order = try OrderID(campaign: inspect.campaign, lift: inspect.lift)
        _ = try await staff(of: community).post(
            .workorders, "/v1/communities/\(community)/orders/\(order)/inspection",
            Body(on: day, result: inspect.result, certificate: inspect.certificate))
        return "the inspection of lift \(inspect.lift) is \(inspect.result.rawValue)"
    }

    private func transfer(_ table: String, on day: Day, in community: CommunityID) async throws -> String {
        let path: ResourcePath = "/v1/communities/\(community)/roll/transfers"
        let answer = try await staff(of: community).post(
            .registry, path.query("on", "\(day)"), try scenario.file(table), mediaType: "text/csv"
        ).json()
        return "\(English.counted(answer["units"].items.count, "unit")) changed hands"
    }

    private func choose(_ choice: ScenarioScript.ChooseVoter, in community: CommunityID) async throws -> String {
        _ = try await staff(of: community).post(.registry, "/v1/communities/\(community)/roll/voter", choice)
        return "the owners of \(choice.unit) choose who votes for it"
    }
}

extension ScenarioScript.Item {
    /// As it is sent: the ballots service knows owners by ids only.
    fileprivate var withoutOwnerRefs: Self {
        Self(
            code: code, title: title, kind: kind, mandate: mandate, form: form, alsoKinds: alsoKinds,
            election: election.map { contest in
                ScenarioScript.Contest(
                    seats: contest.seats, alternates: contest.alternates, least: contest.least,
                    ranking: contest.ranking,
                    candidates: contest.candidates.map {
                        .init(candidate: $0.candidate, ownerRef: nil, building: $0.building)
                    }, seatsByBuilding: contest.seatsByBuilding, round: contest.round)
            }, group: group, share: share)
    }
}
