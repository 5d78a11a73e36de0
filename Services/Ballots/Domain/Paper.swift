import Model

/// One paper ballot, as its line in papers.csv says (docs/scenarios.md).
struct Paper: Sendable {
    let item: ItemID
    let unit: UnitCode
    /// Nil where the paper cannot be counted for what is on it.
    let choice: Choice?
    /// Why it cannot; nil for any other paper.
    let invalid: Invalidity?
    /// Who signed it for the owner, if not the owner.
    let proxy: WrittenProxy?
    let signedOn: Day
    let collector: String
    let witness: String
    /// SHA-256 of the scanned paper.
    let evidence: Digest256
    /// Where it stands in the file.
    let row: CSVRow

    typealias Invalidity = PaperInvalidity

    static let columns = ["item", "unit", "choice", "signed_on", "collector", "witness", "evidence_sha256"]
    static let optionalColumns = ["invalid", "proxy", "authority_sha256"]

    /// All papers of a file.
    ///
    /// `today` is the district's day; nothing can have been signed later.
    ///
    /// - Throws: `BallotsError.papers` with everything that is wrong, in the order of the lines; a file is taken whole or
    ///   not at all.
    static func parse(_ bytes: [UInt8], today: Day) throws(BallotsError) -> [Paper] {
        var papers: [Paper] = []
        var lines: [Ballot: Int] = [:]
        let faults = CSVFile.read(bytes, columns: columns, optional: optionalColumns) { row, faults in
            faults.collect { () throws(CSVFault) in
                let paper = try Paper(row, today: today)
                let ballot = Ballot(item: paper.item, unit: paper.unit, evidence: paper.evidence)
                if let line = lines[ballot] {
                    throw row.fault("evidence_sha256", Phrase(zh: "与第 \(line) 行重复", en: "repeats line \(line)"))
                }
                lines[ballot] = row.line
                papers.append(paper)
            }
        }
        guard faults.isEmpty else { throw .papers(faults) }
        return papers
    }

    private init(_ row: CSVRow, today: Day) throws(CSVFault) {
        item = try row.value("item")
        unit = try row.value("unit")
        if row["invalid"].isEmpty {
            choice = try row.value("choice")
            invalid = nil
        } else {
            invalid = try row.word("invalid")
            choice = nil
            guard row["choice"].isEmpty else {
                throw row.fault(
                    "choice", Phrase(zh: "无效票不能填写选项", en: "must be empty where the paper is invalid"))
            }
        }
        signedOn = try row.value("signed_on")
        guard signedOn <= today else {
            throw row.fault("signed_on", Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
        }
        collector = try row.text("collector", limit: 64)
        witness = try row.text("witness", limit: 64)
        guard witness.lowercased() != collector.lowercased() else {
            throw row.fault("witness", Phrase(zh: "见证人不能是收票人", en: "must not be the collector"))
        }
        evidence = try row.value("evidence_sha256")
        proxy = try WrittenProxy(row)
        self.row = row
    }

    /// Whoever enters a paper neither collected it nor watched: three people answer for it.
    ///
    /// `person` is who is signed in.
    func operatorFault(enteredBy person: Person) -> CSVFault? {
        guard let column = ["collector", "witness"].first(where: { person.isCalled(row[$0]) }) else {
            return nil
        }
        return row.fault(column, Phrase(zh: "不能由录入人本人担任", en: "must not be whoever enters the paper"))
    }

    /// Two papers of a unit on an item are two documents only where their scans differ.
    private struct Ballot: Hashable {
        let item: ItemID
        let unit: UnitCode
        let evidence: Digest256
    }
}

/// Who voted for an owner, and the SHA-256 of the paper that allows it (R-M-22).
struct WrittenProxy: Sendable, Equatable {
    let holder: HolderID
    let authority: Digest256

    init(holder: HolderID, authority: Digest256) {
        self.holder = holder
        self.authority = authority
    }

    /// Nil where nothing is known of one.
    init?(_ holder: HolderID?, _ authority: Digest256?) {
        guard let holder, let authority else { return nil }
        self.init(holder: holder, authority: authority)
    }

    /// Nil where the line names nobody.
    fileprivate init?(_ row: CSVRow) throws(CSVFault) {
        guard !row["proxy"].isEmpty else {
            guard row["authority_sha256"].isEmpty else {
                throw row.fault("proxy", Phrase(zh: "有授权书但没有代理人", en: "is empty although there is an authority"))
            }
            return nil
        }
        holder = try row.value("proxy")
        authority = try row.value("authority_sha256")
    }
}

/// The id of whoever holds a proxy: an owner's on the roll, or another opaque id of somebody who is none.
typealias HolderID = OwnerID
