import Model

/// Whether a reference that comes again names what it named before.
extension Scenario {
    /// A service takes the same once more, which changes nothing, and refuses anything else under its reference.
    ///
    /// - Throws: `ScenarioFault` with the step of the first advance, repayment, payout or refund that is another one.
    func checkRepetitions() throws {
        var known: [Named.Name: [String: String]] = [:]
        for number in order {
            let step = script.steps[number]
            guard let named = Named(step, in: community(of: step)) else { continue }
            guard let earlier = known[named.name] else {
                known[named.name] = named.members
                continue
            }
            let differing = named.members.keys.filter { named.members[$0] != earlier[$0] }.sorted()
            guard differing.isEmpty else {
                throw ScenarioFault(
                    file: "scenario.yaml",
                    reason: "\(place(ofStep: number)).\(named.name.deed).reference: \(named.reference) names another "
                        + "one before, which differs in \(differing.joined(separator: ", "))")
            }
        }
    }
}

/// What a step names by a reference.
private struct Named {
    let name: Name
    /// As it is written.
    let reference: String
    /// What has to be the same where it comes again.
    let members: [String: String]

    /// What it is told apart by; a reference may be written in any case.
    struct Name: Hashable {
        let community: CommunityID
        let deed: String
        /// Nil of an advance, whose reference is its own in the whole community.
        let campaign: CampaignID?
        let reference: String
    }

    /// Nil for a step that names nothing so.
    init?(_ step: ScenarioScript.Step, in community: CommunityID) {
        let deed: String
        let campaign: CampaignID?
        if let advance = step.advance {
            deed = "advance"
            campaign = nil
            reference = advance.reference.description
            let lifts = advance.lifts.sorted { $0.lift < $1.lift }.map { "\($0.lift) \($0.amount)" }
            members = [
                "campaign": advance.campaign.description, "lender": advance.lender.rawValue,
                "amount": advance.amount.description, "lifts": lifts.joined(separator: " "),
                // It was agreed on the step's day.
                "day": step.day.description,
            ]
        } else if let repay = step.repay {
            deed = "repay"
            campaign = repay.campaign
            reference = repay.reference.description
            members = ["advance": repay.advance.description.lowercased(), "amount": repay.amount.description]
        } else if let payout = step.payout {
            deed = "payout"
            campaign = payout.campaign
            reference = payout.reference.description
            members = [
                "order": payout.order.description, "payee": payout.payee, "amount": payout.amount.description,
            ]
        } else if let refund = step.refund {
            deed = "refund"
            campaign = refund.campaign
            reference = refund.reference.description
            members = ["unit": refund.unit.description, "amount": refund.amount.description]
        } else {
            return nil
        }
        name = Name(community: community, deed: deed, campaign: campaign, reference: reference.lowercased())
    }
}
