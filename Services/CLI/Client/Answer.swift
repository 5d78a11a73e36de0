import Foundation

/// What a service answered to a call that it did.
struct Answer: Sendable {
    let status: Int
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// - Throws: `UnexpectedAnswer` when the content is no such value.
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch {
            throw UnexpectedAnswer(reason: "\(error)")
        }
    }

    /// The content as JSON of any shape.
    ///
    /// - Throws: `UnexpectedAnswer` when it is none.
    func json() throws -> JSONValue { try decode(JSONValue.self) }
}

/// A service answered with something else than what its interface says.
struct UnexpectedAnswer: ExitStatusError {
    let reason: String

    var exitStatus: ExitStatus { .refused }
    var message: String { "The answer cannot be understood: \(reason)" }
}
