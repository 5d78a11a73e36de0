import Model
import ServiceRuntime

/// What goes back to a unit or a lender, whom the path names.
struct GivenBack: Decodable {
    let reference: GivenReference
    let amount: Money
}

extension APIReply {
    /// The answer to who asks for what takes two people, such as money to leave.
    ///
    /// 202 until a second person asks for the same, then 201, and 200 to whoever comes later.
    static func outgoing(_ answer: some Encodable, isMade: Bool, isRepetition: Bool) throws -> APIReply {
        try .json(!isMade ? 202 : isRepetition ? 200 : 201, answer)
    }
}
