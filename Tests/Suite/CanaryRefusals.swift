import Foundation
import Model
import Testing

@testable import tongti

/// Requests that are refused, with a name or a telephone number in every place of theirs: no answer repeats it.
struct CanaryRefusals {
    let secrets: [String]

    /// Sends them to every operation that takes something, as somebody with all roles and a fresh sign-in.
    ///
    /// The pages for people repeat a login name that was typed; they are left to the search of the logs.
    func play(_ operations: [DocumentedOperation], bearer: String) async throws {
        var refused = 0
        for operation in operations where operation.mediaType != nil && operation.access != .peers {
            for secret in secrets {
                for content in try contents(of: operation, secret) {
                    var visit = Visit(
                        operation.service, operation.method, operation.path(in: CommandStory.community),
                        authorization: bearer)
                    visit.content = (operation.mediaType ?? "", content)
                    let answer = try await visit.answer()
                    #expect(answer.status < 500, "\(operation): \(String(decoding: content, as: UTF8.self))")
                    guard answer.status >= 400 else { continue }
                    refused += 1
                    guard operation.mediaType != "application/x-www-form-urlencoded" else { continue }
                    let text = String(decoding: answer.body, as: UTF8.self)
                    #expect(!text.contains(secret), "\(operation) repeats \(secret): \(text)")
                }
            }
        }
        #expect(refused > 300, "\(refused) were refused")
    }

    /// What is well formed and wrong, and what is not even that.
    private func contents(of operation: DocumentedOperation, _ secret: String) throws -> [[UInt8]] {
        switch operation.mediaType {
        case "application/json":
            let strings = Dictionary(operation.fields.map { ($0, secret) }) { first, _ in first }
            let lists = strings.mapValues { [$0] }
            let objects = strings.mapValues { [$0: $0] }
            return [
                Array(try JSONEncoder().encode(strings)), Array(try JSONEncoder().encode(lists)),
                Array(try JSONEncoder().encode(objects)), Array(try JSONEncoder().encode([secret: secret])),
                Array(#"{"\#(operation.fields.first ?? "x")": "\#(secret)"#.utf8), Array("\"\(secret)\"".utf8),
            ]
        case "text/csv":
            let roll = "building,entrance,floor,unit,area_m2,use,owner_ref,owner_name,owner_kind,phone"
            return [
                Array("\(secret)\n\(secret)\n".utf8),
                Array(
                    "\(roll)\n1,1,1,101,100.00,dwelling,A,\(secret),person,\(secret)\n1,1,1,101,x,y,A,\(secret)2,z,\(secret)\n"
                        .utf8),
                Array(("\(roll)\n" + Array(repeating: secret, count: 10).joined(separator: ",") + "\n").utf8),
                Array("\(roll)\n\"\(secret)\n".utf8),
            ]
        default: return [Array("login=\(secret)&secret=\(secret)&code=\(secret)&current=\(secret)&repeated=x".utf8)]
        }
    }
}
