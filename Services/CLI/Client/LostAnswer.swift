import ArgumentParser
import Foundation
import Model

/// `--repeat` of a command whose answer shows what is shown this once.
struct RepeatedCall: ParsableArguments {
    @Option(
        name: .customLong("repeat"),
        help: "The key of a call whose answer was lost: for ten minutes the same call gets the same answer.")
    var key: String?

    /// The key of the first call.
    var firstKey: String { key ?? Self.newKey() }

    static func newKey() -> String { UUID().uuidString.lowercased() }
}

extension ServiceClient {
    /// Sends a command whose answer shows what is shown this once, and where the answer was lost sends it again by its key:
    /// the service gives the same answer, and does nothing twice.
    ///
    /// - Throws: `AnswerLost` where none came at last; `ServiceRefusal`, `ServiceUnreachable` where nothing was done.
    func postUntilAnswered(
        _ service: ServiceName, _ path: ResourcePath, _ body: some Encodable, key: String
    ) async throws -> Answer {
        do {
            return try await post(service, path, body, key: key)
        } catch let failure as any Repeatable where failure.mayBeDone {
            Output.talk("No answer came, though it may have been done. It is sent again, by the same key.")
        }
        var again = self
        again.patience = max(patience, lossPatience)
        do {
            return try await again.post(service, path, body, key: key)
        } catch let failure as any Repeatable where failure.leavesOpen {
            throw AnswerLost(failure: failure, key: key)
        }
    }
}

extension Repeatable {
    /// Whether a call that was sent before may have been carried out all the same: nobody looked at its key.
    fileprivate var leavesOpen: Bool { isWorthRepeating || (self as? ServiceRefusal)?.status == 401 }
}

/// A command may have been carried out, and its answer, which is shown this once, did not come.
struct AnswerLost: ExitStatusError {
    let failure: any Repeatable
    let key: String

    var exitStatus: ExitStatus { failure.exitStatus }
    var message: String { "\(failure.message)\n\(Self.advice(key))" }
    var details: JSONValue? { failure.details }

    static func advice(_ key: String) -> String {
        """
          It may have been done all the same. The same command with --repeat \(key)
          gets the same answer within ten minutes, and does nothing twice.
        """
    }
}
