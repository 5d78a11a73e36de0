import Model

/// One vote that was cast on an official platform, as a line of the file says that its results were brought in with (R-M-09).
struct OfficialVote: Sendable {
    let item: ItemID
    let unit: UnitCode
    let choice: Choice
    /// When the platform took it.
    let votedAt: Timestamp
    /// Where it stands in the file.
    let row: CSVRow

    static let columns = ["unit", "item", "choice", "voted_at"]

    /// All votes of a file in the order in which they were cast, so that the first of an owner's counts (R-C-11, R-M-27).
    ///
    /// - Throws: `BallotsError.file` with everything that is wrong, in the order of the lines.
    static func parse(_ bytes: [UInt8]) throws(BallotsError) -> [OfficialVote] {
        var votes: [OfficialVote] = []
        var lines: [Ballot: Int] = [:]
        let faults = CSVFile.read(bytes, columns: columns) { row, faults in
            faults.collect { () throws(CSVFault) in
                let vote = OfficialVote(
                    item: try row.value("item"), unit: try row.value("unit"), choice: try row.value("choice"),
                    votedAt: try row.value("voted_at"), row: row)
                let ballot = Ballot(item: vote.item, unit: vote.unit)
                if let line = lines[ballot] {
                    throw row.fault("unit", Phrase(zh: "与第 \(line) 行重复", en: "repeats line \(line)"))
                }
                lines[ballot] = row.line
                votes.append(vote)
            }
        }
        guard faults.isEmpty else { throw .file(faults) }
        return votes.sorted { ($0.votedAt, $0.row.line) < ($1.votedAt, $1.row.line) }
    }

    /// A vote that the platform took after the voting had ended here, that it has not taken yet, or that it took before
    /// anybody had been told what is asked.
    func fault(in assembly: Assembly, now: Timestamp) -> CSVFault? {
        let closesAt = assembly.closesAt
        if votedAt >= closesAt {
            return row.fault(
                "voted_at", Phrase(zh: "不早于截止时间 \(closesAt)", en: "is not before the end of the voting, \(closesAt)"))
        }
        guard votedAt <= now else {
            return row.fault("voted_at", Phrase(zh: "晚于现在 \(now)", en: "is after now, \(now)"))
        }
        return assembly.noticeFault(of: votedAt.day).map { row.fault("voted_at", $0) }
    }

    private struct Ballot: Hashable {
        let item: ItemID
        let unit: UnitCode
    }
}

/// Where imported votes come from, and why they bind.
struct OfficialSource: Sendable, Equatable {
    let platform: SourceName
    /// The rule that gives the platform's votes their force, such as `北京市物业管理条例第三十五条`.
    let basis: SourceName
    /// SHA-256 of the file that the platform gave out.
    let evidence: Digest256
}

/// The name of a platform, or of a rule.
struct SourceName: TextValue {
    let text: String

    static let limit = 200

    init(parsing text: String) throws(InvalidValue) {
        try PrintableText.check(text, atMost: Self.limit, "name")
        self.text = text
    }

    var description: String { text }
}
