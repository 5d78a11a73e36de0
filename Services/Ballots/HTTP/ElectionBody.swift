import Model
import ServiceRuntime

/// A candidate as they are proposed, with how they present themselves.
struct CandidateBody: Decodable {
    let candidate: CandidateCode
    let owner: OwnerID?
    let building: BuildingCode?
    let nominated: NominationChannel?
    let supporters: Int64?
    let presentation: Presentation?

    struct Presentation: Decodable {
        let name: String
        let statement: String?
        let consent: Digest256
    }

    static let schema = Schema.object([
        .required("candidate", .code), .optional("owner", .uuid), .candidateBuilding, .nominated, .supporters,
        .optional(
            "presentation",
            .object([
                .required("name", .string(maxLength: CandidatePresentation.nameLimit)),
                .optional("statement", .string(maxLength: CandidatePresentation.statementLimit)),
                .required("consent", .sha256, "SHA-256 of the declaration by which the candidate agrees to be named"),
            ]), "Public from the convening on; in no event and no bundle"),
    ])
}

/// An election as it is proposed.
struct ElectionBody: Decodable {
    let seats: Int64
    let alternates: Int64
    let least: Int64
    let ranking: Election.Ranking
    let candidates: [CandidateBody]
    let seatsByBuilding: [BuildingSeats]?
    let round: RoundCode?

    var election: Election {
        Election(
            seats: seats, alternates: alternates, least: least, ranking: ranking,
            candidates: candidates.map {
                Election.Candidate(
                    candidate: $0.candidate, owner: $0.owner, building: $0.building, nominated: $0.nominated,
                    supporters: $0.supporters)
            },
            seatsByBuilding: seatsByBuilding)
    }

    /// Of candidates with the same code, which are refused, the first.
    var presentations: [CandidateCode: CandidatePresentation] {
        candidates.reduce(into: [:]) { presentations, body in
            guard let said = body.presentation, presentations[body.candidate] == nil else { return }
            presentations[body.candidate] = CandidatePresentation(
                name: said.name, statement: said.statement, consent: said.consent)
        }
    }
}

extension Schema.Property {
    static let candidateBuilding = optional(
        "building", .string(maxLength: 16), "For whose seats they stand, where seats are allotted to buildings")
    static let nominated = optional(
        "nominated", .word(NominationChannel.allCases.map(\.rawValue)), "How they came on the list")
    static let supporters = optional(
        "supporters", .integer(minimum: 1, maximum: Election.supporterLimit),
        "How many owners nominated them, of a joint nomination")
}
