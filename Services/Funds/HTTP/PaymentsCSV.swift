import Model
import ServiceRuntime

/// `payments.csv` (docs/scenarios.md), read whole: every line becomes a payment or a fault with its place.
enum PaymentsCSV {
    static let bodyLimit = 32 << 20

    /// - Throws: `Problem` 422 listing every line that cannot be read.
    static func parse(_ bytes: [UInt8], to campaign: CampaignID) throws -> PaymentsFile {
        var lines: [PaymentsFile.Line] = []
        let faults = CSVFile.read(bytes, columns: Column.allCases.map(\.rawValue)) { row, faults in
            faults.collect { () throws(CSVFault) in
                lines.append(PaymentsFile.Line(row: row, payment: try payment(row, to: campaign)))
            }
        }
        guard faults.isEmpty else { throw Problem.fileRefused(faults) }
        return PaymentsFile(campaign: campaign, lines: lines)
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
            campaign: campaign,
            reference: try row.value(Column.reference.rawValue, as: GivenReference.self).reference,
            unit: try row.value(Column.unit.rawValue), amount: try row.value(Column.amount.rawValue),
            paidAt: try row.value(Column.paidAt.rawValue, as: GivenTime.self).time,
            channel: try row.value(Column.channel.rawValue),
            payer: try row.optionalValue(Column.payer.rawValue, as: GivenText<PartyName>.self)?.text)
    }
}
