import Model

/// One paper ballot, as its line in papers.csv says (design §12).
struct Paper: Sendable {
    let item: ItemID
    let unit: UnitCode
    let choice: Choice
    let signedOn: Day
    let collector: String
    let witness: String
    /// SHA-256 of the scanned paper.
    let evidence: Digest256
    /// Where it stands in the file.
    let row: CSVRow

    static let columns = ["item", "unit", "choice", "signed_on", "collector", "witness", "evidence_sha256"]

    /// All papers of a file.
    ///
    /// - Parameter today: the district's day; nothing can have been signed later.
    /// - Throws: `BallotsError.papers` with everything that is wrong, in the order of the lines; a file is taken whole or
    ///   not at all.
    static func parse(_ bytes: [UInt8], today: Day) throws(BallotsError) -> [Paper] {
        let file = CSVFile(bytes, columns: columns)
        var faults = file.faults
        var papers: [Paper] = []
        var lines: [Ballot: Int] = [:]
        for row in file.rows {
            do throws(CSVFault) {
                let paper = try Paper(row, today: today)
                let ballot = Ballot(item: paper.item, unit: paper.unit, evidence: paper.evidence)
                if let line = lines[ballot] {
                    throw row.fault("evidence_sha256", Phrase(zh: "与第 \(line) 行重复", en: "repeats line \(line)"))
                }
                lines[ballot] = row.line
                papers.append(paper)
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw .papers(faults.sorted { $0.line < $1.line }) }
        return papers
    }

    private init(_ row: CSVRow, today: Day) throws(CSVFault) {
        item = try row.value("item")
        unit = try row.value("unit")
        choice = try row.value("choice")
        signedOn = try row.value("signed_on")
        guard signedOn <= today else {
            throw row.fault("signed_on", Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
        }
        collector = try row.text("collector", limit: 64)
        witness = try row.text("witness", limit: 64)
        guard witness != collector else {
            throw row.fault("witness", Phrase(zh: "见证人不能是收票人", en: "must not be the collector"))
        }
        evidence = try row.value("evidence_sha256")
        self.row = row
    }

    /// Two papers of a unit on an item are two documents only where their scans differ.
    private struct Ballot: Hashable {
        let item: ItemID
        let unit: UnitCode
        let evidence: Digest256
    }
}
