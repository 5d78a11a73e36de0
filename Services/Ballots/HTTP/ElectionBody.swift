import Model
import ServiceRuntime

/// A candidate as they are proposed, with how they present themselves.
struct CandidateBody: Decodable {
    let candidate: CandidateCode
    let owner: OwnerID?
    let presentation: Presentation?

    struct Presentation: Decodable {
        let name: String
        let statement: String?
        let consent: Digest256
    }

    static let schema = Schema.object([
        .required("candidate", .code), .optional("owner", .uuid),
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

    var election: Election {
        Election(
            seats: seats, alternates: alternates, least: least, ranking: ranking,
            candidates: candidates.map { Election.Candidate(candidate: $0.candidate, owner: $0.owner) })
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
