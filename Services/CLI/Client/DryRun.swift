import ArgumentParser
import Foundation
import Model

/// `--dry-run` of a command whose service does not rehearse it.
struct DryRun: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Show what would be sent after checking its form, and send nothing.")
    var isOn = false
}

/// `--dry-run` of a command that the service rehearses.
struct Rehearsal: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Have it checked and show how things would stand, but record nothing.")
    var isOn = false
}

/// A command that a dry run shows instead of sending it.
struct UnsentCommand: Encodable, CustomStringConvertible {
    let dryRun = true
    let method = "POST"
    let path: String
    let body: JSONValue?

    init(_ service: ServiceName, _ path: ResourcePath, _ body: JSONValue?) {
        self.path = "/\(service.rawValue)\(path.text)"
        self.body = body
    }

    var description: String {
        let facts = body?.members.map { (name: "  " + $0.name, value: $0.value.cell) } ?? []
        let lines = ["Would send \(method) \(path)"] + (facts.isEmpty ? [] : [Table(facts: facts).description])
        return lines.joined(separator: "\n")
    }
}

extension GlobalOptions {
    /// Sends a command as JSON, or in a dry run shows it.
    ///
    /// `isFirstOperator` says whether the internal key goes with it instead of a token; a dry run needs neither.
    ///
    /// - Returns: the service's answer; nil after a dry run.
    /// - Throws: `NoInternalKey`, `ServiceRefusal`, `ServiceUnreachable`.
    func post(
        _ service: ServiceName, _ path: ResourcePath, _ body: some Encodable, _ dryRun: DryRun,
        isFirstOperator: Bool = false
    ) async throws -> Answer? {
        guard dryRun.isOn else {
            return try await client(isFirstOperator: isFirstOperator).post(service, path, body)
        }
        let unsent = UnsentCommand(
            service, path, try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(body)))
        try output.render(unsent) { unsent }
        return nil
    }

    /// Sends a command without content, or in a dry run shows it.
    ///
    /// `isFirstOperator` says whether the internal key goes with it instead of a token; a dry run needs neither.
    ///
    /// - Returns: the service's answer; nil after a dry run.
    /// - Throws: `NoInternalKey`, `ServiceRefusal`, `ServiceUnreachable`.
    func post(
        _ service: ServiceName, _ path: ResourcePath, _ dryRun: DryRun, isFirstOperator: Bool = false
    ) async throws -> Answer? {
        guard dryRun.isOn else { return try await client(isFirstOperator: isFirstOperator).post(service, path) }
        let unsent = UnsentCommand(service, path, nil)
        try output.render(unsent) { unsent }
        return nil
    }
}
