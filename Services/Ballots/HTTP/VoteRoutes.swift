import EventLog
import FoundationEssentials
import HTTPTypes
import Model
import ServiceRuntime

/// Casting electronic votes: the hot route.
struct VoteRoutes: Sendable {
    let log: EventLog
    let lane: BatchLane<CastVotes>

    var routes: [Route] {
        [
            Route(
                .post, "/v1/communities/{community}/assemblies/{assembly}/votes", roles: .signedIn,
                request: VoteBody.schema, answer: Receipt.schema,
                summary: "Vote for a unit of one's own by the frozen roll, or change the vote where the rules allow it",
                bodyLimit: 8_192, needsFreshSignIn: true, submitting: cast)
        ]
    }

    @Sendable private func cast(_ request: APIRequest, answer: @escaping Route.Answer) throws {
        let body = try request.json(VoteBody.init)
        guard let voter = OwnerID(request.caller.subject) else { throw BallotsError.notYourUnit(body.unit) }
        let vote = CastVote(
            assembly: try request.path("assembly"), item: body.item, unit: body.unit, choice: body.choice, voter: voter,
            otherIDs: request.caller.person.otherOwners,
            mayHoldProxies: !request.caller.isPropertyStaff(in: try request.community),
            receipt: ReceiptID(UUID.version7(at: WallClock.now())))
        log.submit(vote, to: try request.community, claim: try request.idempotencyClaim, in: lane) { outcome in
            answer { .json(201, bytes: try outcome.get().json) }
        }
    }
}

/// A ballot as it is sent.
struct VoteBody {
    let item: ItemID
    let unit: UnitCode
    let choice: Choice

    init(_ json: JSONNodeDecoder) throws {
        item = try json.member("item")
        unit = try json.member("unit")
        choice = try json.member("choice")
    }

    static let schema = Schema.object([
        .required("item", .code), .required("unit", .unit),
        .required(
            "choice", .choice,
            "for, against, abstain, follow where the rules put it on the ballot; of an election candidates joined by +, "
                + "at most as many as there are seats"),
    ])
}

extension Receipt {
    static let schema = Schema.object([
        .required("receipt", .uuid, "The name of the vote; it does not say how was voted"),
        .required("acceptedAt", .time, "The database's clock when the vote was taken"),
        .optional("replaces", .uuid, "The receipt of the choice that this one changed"),
    ])

    /// Written out, because it is the most frequent answer of all; neither text has anything to escape.
    var json: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(160)
        WireText.append(#"{"acceptedAt":""#, to: &text)
        acceptedAt.write(to: &text)
        WireText.append(#"","receipt":""#, to: &text)
        WireText.append(receipt.uuid, to: &text)
        if let replaces {
            WireText.append(#"","replaces":""#, to: &text)
            WireText.append(replaces.uuid, to: &text)
        }
        WireText.append(#""}"#, to: &text)
        return text
    }
}

extension Schema {
    /// A short name: `2023-lifts`.
    static let code = Schema.string(maxLength: 64, example: "2023-lifts")
    static let choice = Schema.string(maxLength: Choice.limit, example: "for")
}
