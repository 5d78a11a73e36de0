import Foundation
import Model

/// A payment of payments.csv.
struct ScenarioPayment: Sendable {
    /// Where it stands in the file.
    let line: Int
    let reference: PaymentReference
    let unit: UnitCode
    let amount: Money
    /// As it is written.
    let row: CSVRow

    static let file = "payments.csv"
    static let columns = ["reference", "unit", "amount_yuan", "paid_at", "channel", "payer"]

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(in directory: URL, _ script: ScenarioScript) throws -> [Day: [ScenarioPayment]] {
        let rows = try Scenario.rows(file, in: directory, columns: columns)
        guard rows.isEmpty || script.payments != nil else {
            throw ScenarioFault(
                file: "scenario.yaml", reason: "`payments` must name the campaign that payments.csv is for")
        }
        var payments: [Day: [ScenarioPayment]] = [:]
        var lines: [PaymentReference: Int] = [:]
        for row in rows {
            do {
                let day = try row.value("paid_at", as: GivenTime.self).time.day
                guard script.days.contains(day) else {
                    throw row.fault("paid_at", Phrase(zh: "不在故事的日期之内", en: "lies outside firstDay … lastDay"))
                }
                // A service takes a reference that comes again for the same payment, so this would show as a wrong figure only.
                let reference = try row.value("reference", as: GivenReference.self).reference
                if let line = lines.updateValue(row.line, forKey: reference) {
                    throw row.fault("reference", Phrase(zh: "第\(line)行已经用过", en: "stands in line \(line) already"))
                }
                let amount: Money = try row.value("amount_yuan")
                guard amount > .zero else {
                    throw row.fault("amount_yuan", Phrase(zh: "应大于零", en: "must be more than zero"))
                }
                guard amount <= .commandLimit else {
                    throw row.fault(
                        "amount_yuan",
                        Phrase(
                            zh: "一笔最多 \(Money.commandLimit) 元",
                            en: "must not be more than \(Money.commandLimit) yuan"))
                }
                _ = try row.value("channel", as: Code<ScenarioPayment>.self)
                _ = try row.text("payer", limit: 100, isOptional: true)
                payments[day, default: []].append(
                    ScenarioPayment(
                        line: row.line, reference: reference, unit: try row.value("unit"), amount: amount, row: row))
            } catch let fault as CSVFault {
                throw ScenarioFault(file: file, fault)
            }
        }
        return payments
    }
}

/// An electronic vote that the voter of a unit casts.
struct ScenarioVote: Sendable {
    let community: CommunityID
    /// Where it stands, such as `votes.csv, line 7`.
    let place: String
    let assembly: AssemblyID
    let item: ItemID
    let unit: UnitCode
    let choice: String
    /// The owner_ref of whoever casts it by a written authority; nil where the unit's own voter does.
    let holder: String?

    static let file = "votes.csv"
    static let columns = ["day", "assembly", "item", "unit", "choice"]

    /// Something is wrong with it.
    func fault(_ reason: String) -> ScenarioFault {
        let parts = place.split(separator: ", ", maxSplits: 1)
        return ScenarioFault(file: String(parts[0]), reason: "\(parts[1]): \(reason)")
    }

    /// - Throws: `ScenarioFault` with the line and column.
    static func read(
        in directory: URL, _ script: ScenarioScript, _ books: [ScenarioBook]
    ) throws -> [Day: [ScenarioVote]] {
        var votes: [Day: [ScenarioVote]] = [:]
        for book in books {
            let name = book.folder + file
            for row in try Scenario.rows(name, in: directory, columns: columns, optional: ["proxy"]) {
                do {
                    let day = try row.value("day", as: Day.self)
                    guard script.days.contains(day) else {
                        throw row.fault("day", Phrase(zh: "不在故事的日期之内", en: "lies outside firstDay … lastDay"))
                    }
                    votes[day, default: []].append(
                        ScenarioVote(
                            community: book.facts.code, place: "\(name), line \(row.line)",
                            assembly: try row.value("assembly"), item: try row.value("item"),
                            unit: try row.value("unit"), choice: row["choice"],
                            holder: row["proxy"].isEmpty ? nil : row["proxy"]))
                } catch let fault as CSVFault {
                    throw ScenarioFault(file: name, fault)
                }
            }
        }
        return votes
    }
}

/// A vote and the owner_ref of whoever casts it.
struct CastInStory: Sendable {
    let vote: ScenarioVote
    let voter: String

    /// Those that are cast at the same time, a few at once: whoever changes a vote does so after it was cast.
    static func batches(of casts: [CastInStory]) -> [[CastInStory]] {
        var batches: [[CastInStory]] = []
        var batch: [CastInStory] = []
        var asked: Set<Question> = []
        for cast in casts {
            if batch.count == mostAtOnce || asked.contains(cast.question) {
                batches.append(batch)
                (batch, asked) = ([], [])
            }
            batch.append(cast)
            asked.insert(cast.question)
        }
        return batch.isEmpty ? batches : batches + [batch]
    }

    private static let mostAtOnce = 16

    private var question: Question {
        Question(community: vote.community, assembly: vote.assembly, item: vote.item, voter: voter)
    }

    private struct Question: Hashable {
        let community: CommunityID
        let assembly: AssemblyID
        let item: ItemID
        let voter: String
    }
}
