import Model

/// How an owner answers an item.
///
/// As text `for`, `against`, `abstain`, `follow`, or the candidates that an election's ballot ticks, joined by `+`.
enum Choice: TextValue {
    case inFavour, against, abstain
    /// With the majority, where the community's rules put that on the ballot (R-S-06).
    case follow
    /// At least one, none twice.
    case candidates([CandidateCode])

    /// Long enough for every candidate that an election may have.
    static let limit = 4_096

    init(parsing text: String) throws(InvalidValue) {
        switch text {
        case "for": self = .inFavour
        case "against": self = .against
        case "abstain": self = .abstain
        case "follow": self = .follow
        default:
            var candidates: [CandidateCode] = []
            for part in text.split(separator: "+", omittingEmptySubsequences: false) {
                candidates.append(try CandidateCode(parsing: String(part)))
            }
            guard Set(candidates).count == candidates.count else {
                throw InvalidValue("choice", zh: "重复选了同一个候选人", en: "names a candidate twice")
            }
            self = .candidates(candidates)
        }
    }

    var description: String {
        switch self {
        case .inFavour: "for"
        case .against: "against"
        case .abstain: "abstain"
        case .follow: "follow"
        case .candidates(let candidates): candidates.map(\.description).joined(separator: "+")
        }
    }
}
