import Model
import ServiceRuntime

/// A round as it is opened.
struct RoundBody: Decodable {
    let round: RoundCode
    let body: BodyID
    let seats: Int64
    let opensOn: Day?
    let closesOn: Day

    static let schema = Schema.object([
        .required("round", .code), .required("body", .code, "The body whose seats are to be filled"),
        .required("seats", .integer(minimum: 1, maximum: Int64(Proposal.candidateLimit))),
        .optional("opensOn", .day, "The first day; today where it is not given"),
        .required("closesOn", .day, "The last day on which somebody may be nominated"),
    ])

    static let facts: [Schema.Property] = [
        .required("round", .code), .required("body", .code), .required("seats", .integer(minimum: 1)),
        .required("opensOn", .day), .required("closesOn", .day),
    ]

    static let list = Schema.object([
        .required("rounds", .array(.object(facts))), .optional("next", .string(), "The cursor of the next page"),
    ])
}

/// A round as everybody sees it: codes alone.
struct NominationBody: Encodable {
    let round: RoundCode
    let body: BodyID
    let seats: Int64
    let opensOn: Day
    let closesOn: Day
    let candidates: [Candidate]
    let refused: Int
    let withdrawn: Int
    let postings: [Posting]

    struct Candidate: Encodable {
        let candidate: CandidateCode
        let channel: NominationChannel
        let supporters: Int64?
        let standing: Nomination.Standing
    }

    struct Posting: Encodable {
        let postedOn: Day
        let candidates: [CandidateCode]
    }

    init(_ detail: NominationQueries.Detail) {
        round = detail.round.code
        body = detail.round.body
        seats = detail.round.seats
        opensOn = detail.round.opensOn
        closesOn = detail.round.closesOn
        candidates = detail.nominations.filter { $0.standing == .proposed || $0.standing == .accepted }.map {
            Candidate(
                candidate: $0.candidate, channel: $0.channel, supporters: $0.channel == .joint ? $0.supporters : nil,
                standing: $0.standing)
        }
        refused = detail.nominations.count { $0.standing == .refused }
        withdrawn = detail.nominations.count { $0.standing == .withdrawn }
        postings = detail.postings.map { Posting(postedOn: $0.postedOn, candidates: $0.candidates) }
    }

    static let schema = Schema.object(
        RoundBody.facts + [
            .required(
                "candidates",
                .array(
                    .object([
                        .required("candidate", .code), .required("channel", .nominationChannel),
                        .optional("supporters", .integer(minimum: 0), "Of a joint nomination"),
                        .required("standing", .word(["proposed", "accepted"])),
                    ])), "Those who may come on the list, and those who are on it"),
            .required("refused", .integer(minimum: 0)), .required("withdrawn", .integer(minimum: 0)),
            .required(
                "postings",
                .array(.object([.required("postedOn", .day), .required("candidates", .array(.code))])),
                "The lists as they were posted, the one that stands first"),
        ])
}

/// Nominations as those see them who screen them.
struct NominationRegister: Encodable {
    let nominations: [Entry]

    struct Entry: Encodable {
        let candidate: CandidateCode
        let channel: NominationChannel
        let owner: OwnerID
        let evidence: Digest256?
        let nominatedOn: Day
        let supporters: Int64
        let standing: Nomination.Standing
        let reason: String?
        let decidedOn: Day?
        let withdrawnOn: Day?
    }

    init(_ nominations: [Nomination]) {
        self.nominations = nominations.map {
            Entry(
                candidate: $0.candidate, channel: $0.channel, owner: $0.owner, evidence: $0.evidence,
                nominatedOn: $0.nominatedOn, supporters: $0.supporters, standing: $0.standing,
                reason: $0.decision?.reason, decidedOn: $0.decision?.on, withdrawnOn: $0.withdrawnOn)
        }
    }

    static let schema = Schema.object([
        .required(
            "nominations",
            .array(
                .object([
                    .required("candidate", .code), .required("channel", .nominationChannel), .required("owner", .uuid),
                    .optional("evidence", .sha256, "Of what was handed in on paper"),
                    .required("nominatedOn", .day), .required("supporters", .integer(minimum: 0)),
                    .required("standing", .word(Nomination.Standing.allCases.map(\.rawValue))),
                    .optional("reason", .string(), "Of the decision that stands"), .optional("decidedOn", .day),
                    .optional("withdrawnOn", .day),
                ])))
    ])
}

/// How an owner stands.
struct StandBody: Decodable {
    let channel: Channel

    enum Channel: String, Decodable, CaseIterable {
        case oneself = "self"
        case joint

        var channel: NominationChannel { self == .joint ? .joint : .oneself }
    }

    static let schema = Schema.object([
        .required(
            "channel", .word(Channel.allCases.map(\.rawValue)),
            "`joint` needs so many supporters as the rules say before it can be accepted")
    ])
}

/// A nomination that was handed in on paper.
struct RecommendationBody: Decodable {
    let channel: Channel
    let owner: OwnerID
    let evidence: Digest256
    let supporters: Int64?

    enum Channel: String, Decodable, CaseIterable { case party, residentsCommittee, joint }

    static let schema = Schema.object([
        .required("channel", .word(Channel.allCases.map(\.rawValue))), .required("owner", .uuid),
        .required("evidence", .sha256, "SHA-256 of the recommendation, with the nominee's agreement to stand"),
        .optional(
            "supporters", .nullable(.integer(minimum: 1, maximum: 1_000_000)),
            "How many owners signed; of a joint nomination, which must have it"),
    ])

    var nominating: NominationStore.Nominating {
        get throws {
            let isJoint = channel == .joint
            guard isJoint == (supporters != nil) else {
                throw Problem.invalid(
                    "supporters",
                    Phrase(zh: "业主联名推荐须填写人数，其他方式不填", en: "is given for a joint nomination, and for no other"))
            }
            let onPaper = supporters ?? 0
            guard !isJoint || (1...1_000_000).contains(onPaper) else {
                throw Problem.invalid("supporters", Phrase(zh: "应为 1 到 1000000", en: "must be from 1 to 1000000"))
            }
            let stated: NominationChannel =
                switch channel {
                case .party: .party
                case .residentsCommittee: .residentsCommittee
                case .joint: .joint
                }
            return NominationStore.Nominating(channel: stated, owner: owner, evidence: evidence, onPaper: onPaper)
        }
    }
}

/// What becomes of a nomination.
struct DecisionBody: Decodable {
    let accepted: Bool
    let reason: String

    static let schema = Schema.object([
        .required("accepted", .boolean),
        .required(
            "reason", .string(maxLength: Nomination.Decision.reasonLimit), "For the nominee; it is not published"),
    ])
}

/// What a nominee says on paper.
struct DeclarationBody: Decodable {
    let declaration: Digest256

    static let schema = Schema.object([
        .required("declaration", .sha256, "SHA-256 of the nominee's signed declaration")
    ])
}

extension Schema {
    static let nominationChannel = Schema.word(NominationChannel.allCases.map(\.rawValue))
}
