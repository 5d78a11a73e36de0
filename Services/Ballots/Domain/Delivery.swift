import Model

/// How the ballot got to a unit, or that it did not: what somebody who went from door to door noted down (R-M-20, R-M-24).
struct Delivery: Sendable, Equatable {
    let unit: UnitCode
    /// How many papers were handed out.
    let papers: Int
    let method: Method
    /// Nil where the ballot did not get there.
    let deliveredOn: Day?
    /// SHA-256 of the signed receipt, the post's slip, or the photo of the announcement.
    let evidence: Digest256?
    /// Whether the owner was told what silence means (R-S-03).
    let isWarned: Bool
    /// SHA-256 of the letter that says so; nil where nobody kept it (R-S-05).
    var letter: Digest256?
    let collector: String

    typealias Method = DeliveryMethod

    /// How a unit stands whose last word is this one.
    enum Standing: String, Codable, Sendable, CaseIterable {
        /// Nobody has got there.
        case notReached
        /// It could not be delivered, and was made public.
        case announced
        /// The ballot is out, and nothing came back of the owner.
        case out
        /// A paper or a vote of the owner has come.
        case back
    }

    /// Whether the ballot got there and that can be shown; only then may silence mean something (R-S-05).
    var isProven: Bool { deliveredOn != nil && evidence != nil && method != .announcement }

    /// Whether it shows that the owner knew in time what silence means (R-S-03, R-S-05); counting asks SQL's `is_warning`.
    func isWarning(by lastDay: Day) -> Bool {
        guard isProven, isWarned, let deliveredOn else { return false }
        return deliveredOn <= lastDay
    }

    static let papersLimit = 1_000

    /// Whether it is an announcement that will not have stood as long as the rules ask when the voting ends (R-M-21); false
    /// where the rules do not say, or the holidays that it would need are not announced.
    func isShortNotice(closingDay: Day, by pack: RulePack, _ calendar: WorkCalendar) -> Bool {
        guard method == .announcement, let deliveredOn else { return false }
        do {
            return try calendar.lastDay(of: pack.period(.undeliverableNotice), after: deliveredOn) > closingDay
        } catch {
            return false
        }
    }
}

// MARK: - What may be said

extension Delivery {
    /// A field of a delivery that cannot be.
    struct Fault: Error, Equatable {
        let field: Field
        let reason: Phrase

        enum Field: String, Sendable { case papers, deliveredOn, evidence }

        /// Why fewer papers of a unit cannot have been handed out than was said before.
        static func papersAreBack(_ count: Int) -> Phrase {
            Phrase(zh: "已收回 \(count) 张，不能改为更少", en: "cannot be corrected to less than the \(count) that have come back")
        }

        /// Why no election becomes void by what is said when the voting is over.
        static func registerVoids(_ item: ItemID) -> Phrase {
            Phrase(
                zh: "表决已结束；照此登记，选举 \(item) 收回的票会多于发出的票而无效",
                en: "would void election \(item) after the voting: more papers came back than were handed out by this")
        }

        /// Why nobody becomes silent, or is so no more, by what is said when the voting is over.
        static let silenceIsSettled = Phrase(
            zh: "表决已结束，不能再改变已证明告知过沉默后果的业主",
            en: "would change, after the voting, who is shown to have been told in time what silence means")
    }

    /// `today` is the district's day; nothing can have been delivered later.
    func check(today: Day) throws(Fault) {
        guard (0...Self.papersLimit).contains(papers) else {
            throw Fault(
                field: .papers,
                reason: Phrase(zh: "应为 0 到 \(Self.papersLimit) 的整数", en: "must be from 0 to \(Self.papersLimit)"))
        }
        if let deliveredOn, deliveredOn > today {
            throw Fault(field: .deliveredOn, reason: Phrase(zh: "晚于今天 \(today)", en: "is after today, \(today)"))
        }
        switch method {
        case .inPerson, .post:
            // A paper that was given has a day; a door that stayed shut has neither.
            guard (papers == 0) == (deliveredOn == nil) else {
                throw papers == 0
                    ? Fault(field: .papers, reason: Phrase(zh: "已送达应填写发出的票数", en: "is 0 although it was delivered"))
                    : Fault(
                        field: .deliveredOn,
                        reason: Phrase(zh: "发出选票应填写送达日期", en: "is missing although papers were handed out"))
            }
        case .electronic, .announcement:
            guard papers == 0 else {
                throw Fault(field: .papers, reason: Phrase(zh: "这种方式没有纸质选票，应为 0", en: "must be 0 for this method"))
            }
            guard deliveredOn != nil else {
                throw Fault(field: .deliveredOn, reason: Phrase(zh: "不能为空", en: "is empty"))
            }
        }
        guard method != .announcement || evidence != nil else {
            throw Fault(
                field: .evidence,
                reason: Phrase(zh: "公告应附照片的 SHA-256", en: "is missing: an announcement needs its photo"))
        }
    }
}

extension Assembly {
    /// Why the delivery cannot be one of this assembly's ballot: silence may mean something only where the owner was
    /// told what is asked (R-S-03).
    func noticeFault(of delivery: Delivery) -> Phrase? { delivery.deliveredOn.flatMap { noticeFault(of: $0) } }
}

// MARK: - deliveries.csv

/// A delivery with the line of the file that says it.
struct DeliveryLine: Sendable {
    let delivery: Delivery
    let row: CSVRow

    static let columns = ["unit", "papers", "method", "delivered_on", "evidence_sha256", "warned", "collector"]
    static let optionalColumns = ["letter_sha256"]

    /// All lines of a file; a unit stands once in it.
    ///
    /// - Throws: `BallotsError.file` with everything that is wrong, in the order of the lines.
    static func parse(_ bytes: [UInt8], today: Day) throws(BallotsError) -> [DeliveryLine] {
        var lines: [DeliveryLine] = []
        var places: [UnitCode: Int] = [:]
        let faults = CSVFile.read(bytes, columns: columns, optional: optionalColumns) { row, faults in
            faults.collect { () throws(CSVFault) in
                let line = try DeliveryLine(row, today: today)
                if let place = places[line.delivery.unit] {
                    throw row.fault("unit", Phrase(zh: "与第 \(place) 行重复", en: "repeats line \(place)"))
                }
                places[line.delivery.unit] = row.line
                lines.append(line)
            }
        }
        guard faults.isEmpty else { throw .file(faults) }
        return lines
    }

    private init(_ row: CSVRow, today: Day) throws(CSVFault) {
        let unit: UnitCode = try row.value("unit")
        guard let papers = Int(row["papers"]), row["papers"].utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw row.fault("papers", Phrase(zh: "应为整数", en: "is not a whole number"))
        }
        delivery = Delivery(
            unit: unit, papers: papers, method: try row.word("method"),
            deliveredOn: try row.optionalValue("delivered_on"),
            evidence: try row.optionalValue("evidence_sha256"),
            isWarned: try row.word("warned", as: YesNo.self) == .yes,
            letter: try row.optionalValue("letter_sha256"),
            collector: try row.text("collector", limit: 64))
        self.row = row
        do {
            try delivery.check(today: today)
        } catch {
            throw row.fault(error.field.column, error.reason)
        }
    }

    private enum YesNo: String, CaseIterable { case yes, no }
}

extension Delivery.Fault.Field {
    /// The column of the file.
    fileprivate var column: String {
        switch self {
        case .papers: "papers"
        case .deliveredOn: "delivered_on"
        case .evidence: "evidence_sha256"
        }
    }
}
