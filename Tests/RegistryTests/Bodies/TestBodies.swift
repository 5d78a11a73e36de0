import Model
import TestSupport

@testable import Registry

/// Rules, rolls and bodies for tests of the rules on bodies.
enum TestBodies {
    /// The values of the national pack that bodies depend on; a test says what it has otherwise.
    static let national: [RuleKey: String] = [
        .committeeSizeLeast: "5", .committeeSizeMost: "11", .committeeSizeOdd: "yes", .committeeSizeSmall: "3",
        .committeeSmallHouseholds: "100", .committeeSmallArea: "0", .committeeTerm: "5y", .committeeTermLeast: "0d",
        .committeeTermNotice: "3m", .committeeHandOver: "10d", .alternatesShare: "1/2", .committeeRemaining: "1/2",
        .committeeRemainingComparison: "moreThan", .committeeShortage: "newElection", .committeeFirstSession: "7d",
        .committeeFiling: "30d", .pmcSizeLeast: "5", .pmcSizeMost: "15", .pmcSizeOdd: "yes", .pmcOwnersShare: "1/2",
        .pmcTerm: "3y", .pmcTermNotice: "3m", .pmcHandOver: "10d", .pmcChair: "any", .pmcApplication: "10%",
        .preparatorySizeOdd: "yes", .preparatoryOwnersShare: "1/2", .preparatoryDuration: "60d",
        .preparatoryChair: "any", .preparatoryListPosted: "7d", .maintainerMark: "30d", .userUnitRegistration: "30d",
        .liftAssessmentAge: "15y", .liftReplacementAge: "20y", .inspectionApplication: "1m", .rescueLine: "96333",
    ]

    /// A pack with every key; those that no body depends on have any value of their kind.
    static func pack(_ own: [RuleKey: String] = [:]) throws -> RulePack {
        let quarters = RulePack.Threshold(
            ratio: try Ratio(3, 4), comparison: .atLeast, source: "民法典", grade: .primary)
        let parameters = RuleKey.allCases.map { key in
            let value = own[key] ?? national[key] ?? anyValue(of: key)
            return (key, RulePack.Parameter(value: value, source: "source of \(key.rawValue)", grade: .primary))
        }
        return RulePack(
            jurisdiction: "national", version: "1",
            participation: RulePack.Threshold(
                ratio: try Ratio(2, 3), comparison: .atLeast, source: "民法典", grade: .primary),
            approval: Dictionary(uniqueKeysWithValues: MatterKind.allCases.map { ($0, quarters) }),
            duplicates: .init(policy: .firstCounts, source: "R-M-27", grade: .design),
            silentBallots: .init(policy: .off, source: "R-S-04", grade: .design),
            parameters: Dictionary(uniqueKeysWithValues: parameters))
    }

    private static func anyValue(of key: RuleKey) -> String {
        switch key.kind {
        case .period: "15d"
        case .ratio: "1/2"
        case .count: "5"
        case .flag: "yes"
        case .word(let words): words[0]
        case .phone: "96333"
        }
    }

    static func rules(
        _ own: [RuleKey: String] = [:], households: Int64 = 400, area: Int64 = 40_000_00, heads: Int64 = 400
    ) throws -> BodyRules {
        BodyRules(
            pack: try pack(own), calendar: try WorkCalendar.announced(),
            electorate: .init(households: households, area: Area(hundredths: area), heads: heads))
    }

    static func owner(_ number: Int) -> OwnerID { .named(ref("R\(number)")) }

    static func ref(_ text: String) -> OwnerRef {
        guard let ref = OwnerRef(text) else { preconditionFailure("\(text) is a reference") }
        return ref
    }

    static func day(_ text: String) -> Day {
        guard let day = Day(text) else { preconditionFailure("\(text) is a day") }
        return day
    }

    static func code(_ text: String) -> BodyID {
        guard let code = BodyID(text) else { preconditionFailure("\(text) is a code") }
        return code
    }

    /// The owners 1 to 60 are on the roll.
    static func circumstances(
        _ rules: BodyRules, today: String = "2024-06-03", onRoll: ClosedRange<Int> = 1...60
    ) -> BodyCircumstances {
        BodyCircumstances(
            today: day(today), rules: rules, adoption: 1,
            ids: Dictionary(uniqueKeysWithValues: (1...60).map { (ref("R\($0)"), owner($0)) }),
            onRoll: Set(onRoll.map(owner)))
    }

    static func member(
        _ number: Int, _ office: BodyOffice = .member, represents: Represents? = nil
    ) -> BodyProposal.Member {
        let isOwner = represents == nil || represents == .owner
        return BodyProposal.Member(
            who: isOwner ? .ownerRef(ref("R\(number)")) : .person(MemberID(owner(number).uuid)),
            represents: represents, office: office, portfolios: [])
    }

    static func proposal(
        _ kind: BodyKind = .ownersCommittee, _ code: String = "committee", origin: BodyOrigin = .elected,
        seats: Int64? = nil, applicants: Int64? = nil, seatedOn: String = "2023-04-03", termEndsOn: String? = nil,
        members: [BodyProposal.Member]? = nil, alternates: [BodyProposal.Alternate] = [],
        exception: BodyProposal.Wish? = nil
    ) -> BodyProposal {
        BodyProposal(
            code: self.code(code), kind: kind, origin: origin, seats: seats, applicants: applicants,
            seatedOn: day(seatedOn), termEndsOn: termEndsOn.map(day), members: members ?? (1...7).map { member($0) },
            alternates: alternates, exception: exception)
    }

    static func alternates(_ numbers: [Int], votes: [Int64?]? = nil) -> [BodyProposal.Alternate] {
        numbers.enumerated().map { index, number in
            BodyProposal.Alternate(who: .ownerRef(ref("R\(number)")), votes: votes?[index])
        }
    }
}

/// What a body is refused for: the rules, or the fields.
func refusal(_ decide: () throws -> some Any) -> [String] {
    do {
        _ = try decide()
        return []
    } catch BodyRefusal.againstRules(let breaches) {
        return breaches.map { "\($0.rule.split(separator: ".").last ?? "") at \($0.field)" }
    } catch BodyRefusal.invalid(let faults) {
        return faults.map(\.field)
    } catch BodyRefusal.conflict(let fault) {
        return ["conflict at \(fault.field)"]
    } catch {
        return ["\(error)"]
    }
}

/// The rules that a body breaks.
func breaches(_ decide: () throws -> some Any) -> [RuleBreach] {
    do {
        _ = try decide()
        return []
    } catch {
        guard case .againstRules(let breaches)? = error as? BodyRefusal else { return [] }
        return breaches
    }
}
