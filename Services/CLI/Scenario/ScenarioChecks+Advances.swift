import Model

/// Whether somebody lends for works that are done already.
extension Scenario {
    /// - Throws: `ScenarioFault` with the step of the first advance on works that are accepted by then.
    func checkAdvances() throws {
        let own = script.community.code
        guard let works = script.works, script.steps.contains(where: { $0.advance != nil }) else { return }
        let lived = days
        // Each deed of the contractor has its day after the release, and none comes before those that it follows.
        let longest = max(works.startAfter, works.inspectAfter, works.returnAfter, works.completeAfter)
        let funded = try releasedByPayments()
        var lent: [CampaignID: [LiftCode: Day]] = [:]
        var known: Set<String> = []
        for number in order {
            let step = script.steps[number]
            // What becomes of a part's works is told by the area.
            if step.merge?.from.contains(where: { $0.community == own }) ?? false { return }
            // A service takes a reference that comes again for the same advance.
            guard let advance = step.advance, community(of: step) == own,
                known.insert(advance.reference.description.lowercased()).inserted
            else { continue }
            for lift in advance.lifts.map(\.lift) {
                var earliest: [Day] = []
                if let day = lent[advance.campaign]?[lift] { earliest.append(day.advanced(by: longest)) }
                // The contractor sees on the next day what payments release.
                if advance.campaign == script.payments, let day = funded[lift.building] {
                    earliest.append(day.advanced(by: max(1, longest)))
                }
                let completed = earliest.min().flatMap { day in lived.first { $0 >= day } }
                // A day's works come after its steps.
                if let completed, completed < step.day {
                    let reason = "the works of \(advance.campaign) on \(lift) are completed on \(completed)"
                    throw ScenarioFault(
                        file: "scenario.yaml", reason: "\(place(ofStep: number)).advance.lifts: \(reason)")
                }
                if lent[advance.campaign]?[lift] == nil { lent[advance.campaign, default: [:]][lift] = step.day }
            }
        }
    }

    /// The days on which buildings reach their threshold; none where amounts are too large to be added up.
    private func releasedByPayments() throws -> [BuildingCode: Day] {
        guard script.payments != nil else { return [:] }
        do {
            return try Recomputation(self).fundedOn
        } catch is ArithmeticOverflow {
            return [:]
        }
    }
}
