import Model
import ServiceRuntime

/// `payments.csv` (design §12), read whole: every line becomes a payment or a fault with its place.
enum PaymentsCSV {
    static let bodyLimit = 16 << 20

    /// - Throws: `Problem` 400 listing every line that cannot be read.
    static func parse(_ text: String, to campaign: CampaignID) throws -> PaymentsFile {
        let file = CSVFile(Array(text.utf8), columns: Column.allCases.map(\.rawValue))
        var faults = file.faults
        var lines: [PaymentsFile.Line] = []
        for row in file.rows {
            do throws(CSVFault) {
                lines.append(PaymentsFile.Line(row: row, payment: try payment(row, to: campaign)))
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw refused(faults) }
        return PaymentsFile(campaign: campaign, lines: lines)
    }

    /// What a file with faults is answered with; none of it was recorded.
    static func refused(_ faults: [CSVFault]) -> Problem {
        Problem(
            400, "payments-refused",
            Phrase(zh: "缴费文件有错误，一笔也没有登记", en: "The file of payments has faults; none was recorded"),
            errors: faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }.map { fault in
                FieldError(field: fault.field, line: fault.line, column: fault.column, reason: fault.reason)
            })
    }

    /// The column that a field of a payment stands in.
    static func column(of field: String) -> String {
        let column: Column =
            switch field {
            case "unit": .unit
            case "amount": .amount
            case "paidAt": .paidAt
            case "channel": .channel
            case "payer": .payer
            default: .reference
            }
        return column.rawValue
    }

    private enum Column: String, CaseIterable {
        case reference, unit
        case amount = "amount_yuan"
        case paidAt = "paid_at"
        case channel, payer
    }

    private static func payment(_ row: CSVRow, to campaign: CampaignID) throws(CSVFault) -> Payment {
        Payment(
            campaign: campaign, reference: try row.value(Column.reference.rawValue),
            unit: try row.value(Column.unit.rawValue), amount: try row.value(Column.amount.rawValue),
            paidAt: try row.value(Column.paidAt.rawValue, as: GivenTime.self).time,
            channel: try row.value(Column.channel.rawValue), payer: try row.optionalValue(Column.payer.rawValue))
    }
}
