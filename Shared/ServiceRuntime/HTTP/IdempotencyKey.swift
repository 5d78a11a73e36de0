package import EventLog
import HTTPTypes
import Model
import NIOCore

/// A name that a client gives to one command, so that sending it twice does it once.
package struct IdempotencyKey: Sendable, Hashable {
    package let text: String

    /// 1 to 128 letters, digits and `-._:`, with or without the quotes of a structured field (RFC 8941).
    static let pattern = #"^([A-Za-z0-9._:-]{1,128}|"[A-Za-z0-9._:-]{1,128}")$"#

    /// - Throws: ``Problem`` 400 for a key that is not of the pattern.
    init(_ field: String) throws {
        let isQuoted = field.count >= 2 && field.hasPrefix("\"") && field.hasSuffix("\"")
        let text = isQuoted ? String(field.dropFirst().dropLast()) : field
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: ":"):
                true
            default: false
            }
        }
        guard isPlain, (1...128).contains(text.utf8.count) else {
            throw Problem.invalid(
                "Idempotency-Key",
                Phrase(zh: "应为 1 到 128 个字母、数字或 -._:", en: "must be 1 to 128 letters, digits or -._:"))
        }
        self.text = text
    }
}

extension APIRequest {
    /// How the caller calls this command, for commands whose answers hold secrets and are not kept in clear.
    ///
    /// - Throws: ``Problem`` 400 for a key that is not of the pattern.
    package var idempotencyKey: IdempotencyKey? {
        get throws { try headers.text(of: .idempotencyKey).map { try IdempotencyKey($0) } }
    }

    /// What makes a repetition of this command get the same answer, or nil without an `Idempotency-Key`.
    ///
    /// The claim is the caller's, for this method and address; the same key with another query or body is refused by the
    /// event log as reused (422).
    ///
    /// - Throws: ``Problem`` 400 for a key that is not of the pattern.
    package var idempotencyClaim: IdempotencyClaim? {
        get throws {
            guard let key = try idempotencyKey else { return nil }
            let query = target.query
            let content =
                query.isEmpty ? Array(body.readableBytesView) : Array(query.utf8) + [0] + body.readableBytesView
            return IdempotencyClaim(
                principal: caller.subject, route: "\(route.route.method.rawValue) \(target.path)", key: key.text,
                requestHash: Digest256(of: content))
        }
    }
}
