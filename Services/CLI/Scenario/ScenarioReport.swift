import Model

/// What the services publish after the story, beside what they should.
struct ScenarioReport: Encodable, Sendable {
    struct Check: Encodable, Sendable {
        let name: String
        let expected: String
        var published: String?
        /// Where it was looked for, of a figure of `expected.yaml`.
        var place: String?
        /// What of the way there leads nowhere: the path, or the first part of the way in the answer.
        var astray: String?
        /// What stands there instead, by its names or values.
        var instead: [String]?
        /// Who stayed away, so that nobody knows what is published.
        var absent: ServiceName?

        var isRight: Bool { published == expected }

        /// The figure, or what of the way to it leads nowhere.
        mutating func take(_ found: FigurePath.Finding) {
            switch found {
            case .figure(let text): published = text
            case .leftOut(let part, let there), .astray(let part, let there):
                astray = part
                instead = there.isEmpty ? nil : there
            }
        }

        /// The same check with what `read` finds, or with who stays away.
        fileprivate func reading(_ read: (inout Check) async throws -> Void) async throws -> Check {
            var check = self
            do {
                try await read(&check)
            } catch let absent as ScenarioAnswers.Absent {
                check.absent = absent.service
            }
            return check
        }

        var isUnread: Bool { absent != nil }

        fileprivate var sign: String {
            guard !isUnread else { return "?" }
            return isRight ? "✓" : "✗"
        }

        fileprivate var shown: String { isUnread ? "not read" : published ?? ExpectedFigure.leftOut }

        fileprivate var whereabouts: String {
            let found = astray.map { ": nothing is found at \($0)\(Spelling.list(instead ?? []))" }
            return (place.map { "; \($0)" } ?? "") + (found ?? "")
        }
    }

    /// A service that stayed away when it was asked.
    struct Absence: Encodable, Sendable {
        let service: ServiceName
        let reason: String

        fileprivate var line: String { "\(service.rawValue) stays away: \(reason)" }
    }

    let scenario: String
    let checks: [Check]
    /// Left out where every service has said what it publishes.
    var absent: [Absence]?

    var isRight: Bool { absent == nil && checks.allSatisfy(\.isRight) }

    var table: String {
        let rows = checks.map { check in
            [
                check.sign, check.name, check.shown,
                check.isRight ? "" : "expected \(check.expected)" + check.whereabouts,
            ]
        }
        let widths = (0..<4).map { column in rows.map { Terminal.width(of: $0[column]) }.max() ?? 0 }
        let lines = rows.map { row in
            var line = ""
            for (cell, width) in zip(row, widths) {
                line += cell + String(repeating: " ", count: width - Terminal.width(of: cell) + 2)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
        let right = checks.count { $0.isRight }
        let unread = checks.count { $0.isUnread }
        let rest = unread == 0 ? "" : " \(unread) could not be read."
        return (lines + ["\(right) of \(checks.count) figures are right.\(rest)"]).joined(separator: "\n")
    }

    /// Writes the figures, and says by an error what they are.
    ///
    /// Where nothing at all was read, nothing is written.
    ///
    /// - Throws: `FiguresDiffer` where one of those that were read differs, else `FiguresMissing` where a service stayed
    ///   away.
    func tell(_ output: Output) throws {
        if absent == nil || !checks.allSatisfy(\.isUnread) { try output.render(self) { table } }
        try judge()
    }

    /// - Throws: as ``tell(_:)``.
    func judge() throws {
        let gaps = (absent ?? []).map(\.line)
        let different = checks.count { !$0.isRight && !$0.isUnread }
        guard different == 0 else { throw FiguresDiffer(count: different, gaps: gaps) }
        guard gaps.isEmpty else { throw FiguresMissing(gaps: gaps) }
    }

    /// Asks the services for every expected figure, and for those that can be recomputed from the scenario's files.
    ///
    /// - Parameters:
    ///   - scenario: whose story was played.
    ///   - client: whose patience each service has once.
    ///   - absence: who stayed away before, and is not waited for again.
    /// - Returns: the figures that could be read, and who could not be asked for the others.
    /// - Throws: `UnexpectedAnswer`, `NoInternalKey`; `ScenarioFault` as ``Recomputation``.
    static func make(
        of scenario: Scenario, client: ServiceClient, after absence: (any Repeatable)? = nil
    ) async throws -> ScenarioReport {
        let own = scenario.script.community.code
        var answers = ScenarioAnswers(client, without: absence)
        var checks: [Check] = []
        for figure in scenario.figures {
            let check = Check(name: figure.name, expected: figure.expected, place: figure.place)
            let read = try await check.reading { check in
                let published = try await answers.get(
                    figure.service, figure.community ?? own, figure.path, as: figure.reader)
                let found: FigurePath.Finding =
                    published == .null ? .astray(figure.path, among: []) : figure.find(in: published)
                switch found {
                case .leftOut(let member, _) where figure.expected == ExpectedFigure.leftOut:
                    // A misspelt name must not be right because nothing has it.
                    let isKnown = try await answers.document(of: figure.service).describes(member)
                    if isKnown { check.published = ExpectedFigure.leftOut } else { check.take(found) }
                default: check.take(found)
                }
            }
            checks.append(read)
        }
        if let campaign = scenario.script.payments {
            for figure in try Recomputation(scenario).figures {
                let check = Check(name: figure.name + " (recomputed)", expected: figure.expected)
                let read = try await check.reading { check in
                    let published = try await answers.get(.funds, own, "campaigns/\(campaign)")
                    check.published = figure.at.figure(in: published) ?? ExpectedFigure.leftOut
                }
                checks.append(read)
            }
        }
        for book in scenario.books {
            let name = "all accounts sum to zero" + (book.folder.isEmpty ? "" : " in \(book.facts.code)")
            let read = try await Check(name: name, expected: "0.00").reading { check in
                check.published = try await answers.get(.funds, book.facts.code, "ledger")["total"].cell
            }
            checks.append(read)
        }
        let absent = answers.away.sorted { $0.key < $1.key }.map { Absence(service: $0.key, reason: $0.value) }
        return ScenarioReport(
            scenario: scenario.script.title, checks: checks, absent: absent.isEmpty ? nil : absent)
    }
}

/// Some published figure is not what the scenario expects.
struct FiguresDiffer: ExitStatusError {
    let count: Int
    let gaps: [String]

    var exitStatus: ExitStatus { .checkFailed }
    var message: String { (["\(count) figure(s) differ from what is expected."] + gaps).joined(separator: "\n") }
}

/// Some service was not there to be asked; of the figures that were read none differs.
struct FiguresMissing: ExitStatusError {
    let gaps: [String]

    var exitStatus: ExitStatus { .unreachable }
    var message: String { gaps.joined(separator: "\n") }
}
