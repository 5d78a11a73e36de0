/// The named values of a rule pack beside the thresholds of voting: periods, sizes, shares and switches.
///
/// The raw value is what files and certificates call it.
package enum RuleKey: String, WrittenWord, Sendable, CodingKeyRepresentable {
    // Calling a meeting and voting
    case regularMeetingNotice, interimMeetingNotice, interimMeetingProposal
    case votingWindowLeast, votingWindowMost, undeliverableNotice, electronicVote
    case decisionPublication, resultPublicity, objectionAnswer, generalPosting
    case parkingCounts
    case voteChange, proxyLimit, extensions, extensionMost, papersAfter, anonymityLeast, followedMajority
    // Owners' committee
    case committeeSizeLeast, committeeSizeMost, committeeSizeOdd, committeeSizeSmall, committeeSmallHouseholds
    case committeeTerm, committeeFirstSession, committeeFiling, committeeTermNotice, committeeHandOver
    case committeeAgendaNotice, committeeDecisionPublication, alternatesShare
    case committeeSmallArea, committeeTermLeast, committeeRemaining, committeeRemainingComparison, committeeShortage
    // Elections
    case candidatesBefore, candidatesPosted, electionDifferential, electionRanking, jointNominationLeast
    case excessPapers, buildingSeats
    // The first meeting of the owners, where 0 is no condition
    case firstMeetingDelivered, firstMeetingYears, firstMeetingYearsDelivered
    case firstMeetingRequestOwners, firstMeetingRequestArea
    // Property management committee and preparatory group
    case pmcApplication, pmcFormation, pmcSizeLeast, pmcSizeMost, pmcSizeOdd, pmcOwnersShare
    case pmcListPosted, pmcTerm, pmcHandOver, pmcDecisionPosted, pmcTermNotice, pmcChair
    case preparatorySizeOdd, preparatoryOwnersShare, preparatoryDuration, preparatoryListPosted, preparatoryChair
    // The registry
    case transferNotice, emergencyService
    // Lifts
    case maintainerMark, maintenanceInterval
    case userUnitRegistration, liftAssessmentAge, liftReplacementAge, inspectionApplication, rescueLine

    /// What kind of value the key takes.
    package enum Kind: Sendable, Equatable {
        case period
        case ratio
        /// A whole number from 0 to 1,000,000.
        case count
        /// `yes` or `no`.
        case flag
        case word([String])
        /// A telephone number of 3 to 12 digits.
        case phone
    }

    package var kind: Kind {
        switch self {
        case .interimMeetingProposal, .alternatesShare, .electionDifferential, .pmcApplication, .pmcOwnersShare,
            .preparatoryOwnersShare, .committeeRemaining, .firstMeetingDelivered, .firstMeetingYearsDelivered,
            .firstMeetingRequestOwners, .firstMeetingRequestArea:
            .ratio
        case .committeeSizeLeast, .committeeSizeMost, .committeeSizeSmall, .committeeSmallHouseholds, .pmcSizeLeast,
            .pmcSizeMost, .committeeSmallArea, .proxyLimit, .extensions, .anonymityLeast, .jointNominationLeast:
            .count
        case .committeeSizeOdd, .pmcSizeOdd, .preparatorySizeOdd, .parkingCounts, .voteChange: .flag
        // `official`: only the authority's own platform makes a binding electronic vote (R-M-09).
        case .electronicVote: .word(["any", "official"])
        // How elections put candidates in order (R-E-05).
        case .electionRanking: .word(Election.Ranking.allCases.map(\.rawValue))
        case .excessPapers: .word(RulePack.ExcessPapers.allCases.map(\.rawValue))
        case .buildingSeats: .word(RulePack.BuildingSeating.allCases.map(\.rawValue))
        case .followedMajority: .word(RulePack.FollowedMajority.allCases.map(\.rawValue))
        case .committeeRemainingComparison: .word(["moreThan", "atLeast"])
        // What follows where too few members remain (R-E-08).
        case .committeeShortage: .word(["newElection", "streetOrganises", "earlyChangeOver"])
        // Whose representative presides.
        case .pmcChair, .preparatoryChair: .word(["any", "street", "residentsCommittee"])
        case .rescueLine: .phone
        case .regularMeetingNotice, .interimMeetingNotice, .votingWindowLeast, .votingWindowMost, .undeliverableNotice,
            .decisionPublication, .resultPublicity, .objectionAnswer, .generalPosting, .committeeTerm,
            .committeeFirstSession, .committeeFiling, .committeeTermNotice, .committeeHandOver, .committeeAgendaNotice,
            .committeeDecisionPublication, .candidatesBefore, .candidatesPosted, .pmcFormation, .pmcListPosted,
            .pmcTerm, .pmcHandOver, .pmcDecisionPosted, .preparatoryDuration, .preparatoryListPosted, .maintainerMark,
            .maintenanceInterval, .committeeTermLeast, .pmcTermNotice, .userUnitRegistration, .liftAssessmentAge,
            .liftReplacementAge, .inspectionApplication, .transferNotice, .emergencyService, .extensionMost,
            .papersAfter, .firstMeetingYears:
            .period
        }
    }

    /// - Throws: `InvalidValue` naming the key.
    func check(_ value: String) throws(InvalidValue) {
        func refused(_ reason: String) -> InvalidValue { InvalidValue("rule pack", "parameters.\(rawValue) \(reason)") }
        switch kind {
        case .period:
            do { _ = try Period(parsing: value) } catch { throw refused(error.reason.en) }
        case .ratio:
            do { _ = try Ratio(parsing: value) } catch { throw refused(error.reason.en) }
        case .count:
            guard let number = Int64(value), (0...1_000_000).contains(number), String(number) == value else {
                throw refused("is not a whole number from 0 to 1000000")
            }
        case .flag:
            guard value == "yes" || value == "no" else { throw refused("is neither yes nor no") }
        case .word(let words):
            guard words.contains(value) else { throw refused("is none of \(words.joined(separator: ", "))") }
        case .phone:
            guard (3...12).contains(value.utf8.count), value.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw refused("is not a telephone number of 3 to 12 digits")
            }
        }
    }
}
