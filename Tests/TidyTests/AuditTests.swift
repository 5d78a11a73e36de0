import Testing

/// What can be checked of stored rows stands in a document, in the words of the check.
@Suite struct AuditTests {
    /// A check as a source or a document gives it.
    struct Check: Hashable, CustomStringConvertible {
        let code: String
        let claim: String
        var description: String { "| `\(code)` | \(claim) |" }
    }

    @Test(arguments: LayerTests.services.sorted())
    func `every check of a service stands in its document, and no other does`(service: String) throws {
        let checks = try Self.checks(in: "Services/\(service)/Audit")
        let document = try SourceTree.files(in: "Services/\(service)", ending: ["md"])
        try Self.expect(checks, in: document, under: "## Audit")
        let known = Set(try Self.checks(in: "Shared/EventLog/Audit").map(\.code)).union(["log", "applied"])
        #expect(known.isDisjoint(with: checks.map(\.code)), "the log's checks are checks of every service")
    }

    @Test func `every check that all services have stands in the document of the audit`() throws {
        let checks = try Self.checks(in: "Shared/EventLog/Audit")
        #expect(checks.count > 3)
        let document = try SourceTree.files(in: "docs", ending: ["md"]).filter { $0.path == "docs/audit.md" }
        try Self.expect(checks, in: document, under: "## Of every service")
    }

    private static func expect(
        _ checks: [Check], in document: [SourceTree.File], under heading: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let codes = Set(checks.map(\.code))
        #expect(codes.count == checks.count, "two checks have one code", sourceLocation: sourceLocation)
        let lines = document.flatMap(\.lines)
        let section = lines.drop { $0 != heading }.dropFirst().prefix { !$0.hasPrefix("## ") }
        let rows = section.compactMap { line in
            line.wholeMatch(of: /\| `([a-z0-9-]+)` \| (.*) \|/).map { row in
                Check(code: String(row.output.1), claim: String(row.output.2))
            }
        }
        let missing = Set(checks).subtracting(rows)
        let strange = Set(rows).subtracting(checks)
        let name = document.map(\.path).joined(separator: ", ")
        #expect(missing.isEmpty, "\(name), \(heading), has not \(missing)", sourceLocation: sourceLocation)
        #expect(strange.isEmpty, "\(name), \(heading), has \(strange)", sourceLocation: sourceLocation)
        #expect(rows.count == checks.count, "\(name): a row stands there twice", sourceLocation: sourceLocation)
    }

    @Test func `whatever a service keeps of another, that one tells`() throws {
        var told: [String: Set<String>] = [:]
        var kept: [(source: String, code: String)] = []
        for service in LayerTests.services {
            let code = try SourceTree.files(in: "Services/\(service)/Audit").flatMap(\.lines).joined(separator: "\n")
            told[service.lowercased()] = Set(code.matches(of: /AuditSource\(\s*"([^"]+)"/).map { String($0.output.1) })
            kept += code.matches(of: /AuditCopy\(\s*"([^"]+)",[^{]*?of: \.([a-z]+)/).map { match in
                (source: String(match.output.2), code: String(match.output.1))
            }
        }
        #expect(kept.count > 5)
        for copy in kept {
            #expect(told[copy.source]?.contains(copy.code) == true, "\(copy.source) does not tell \(copy.code)")
        }
        let wanted = Set(kept.map { "\($0.source) \($0.code)" })
        let idle = told.flatMap { source, codes in codes.map { "\(source) \($0)" } }.filter { !wanted.contains($0) }
        #expect(idle.isEmpty, "nobody keeps \(idle)")
    }

    /// Code and claim of each check that a folder's sources make, and of each copy that they hold against its source.
    private static func checks(in folder: String) throws -> [Check] {
        try SourceTree.files(in: folder).flatMap { file in
            let code = file.lines.filter { !$0.contains(/^\s*\/\//) }.joined(separator: "\n")
            let checks = code.matches(
                of: /Audit(?:Check|Copy)\(\s*(?:ofAll:\s*)?"([^"]+)",\s*("""\n[^"]*"""|"[^"]*"(?:\s*\+\s*"[^"]*")*),/)
            // Else one would be in no document, and nobody would know.
            let made = code.ranges(of: "AuditCheck(").count + code.ranges(of: "AuditCopy(").count
            #expect(checks.count == made, "\(file): code and claim are literals")
            return checks.map { Check(code: String($0.output.1), claim: text(of: String($0.output.2))) }
        }
    }

    /// What a literal says that takes several lines or several pieces.
    private static func text(of literal: String) -> String {
        let pieces = literal.matches(of: /"([^"]+)"/).map { String($0.output.1) }
        guard literal.hasPrefix("\"\"\"") else { return pieces.joined() }
        return pieces.joined().split(separator: "\n")
            .map { String($0.drop { $0 == " " }) }
            .map { $0.hasSuffix("\\") ? String($0.dropLast()) : $0 }
            .joined()
    }
}
