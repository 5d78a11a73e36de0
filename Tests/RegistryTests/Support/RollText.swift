import Model

@testable import Registry

/// A `roll.csv` made row by row; what a test does not name is ordinary.
struct RollText {
    private var rows: [[String: String]] = []

    func row(
        _ unit: String, _ ref: String, area: String = "88.50", use: String = "dwelling", kind: String = "person",
        name: String? = nil, phone: String = "", floor: String = "1", source: String? = nil, total: String? = nil
    ) -> RollText {
        var copy = self
        let parts = unit.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        copy.rows.append([
            "building": parts[0], "entrance": parts[1], "unit": parts[2], "floor": floor, "area_m2": area, "use": use,
            "owner_ref": ref, "owner_name": name ?? "Owner <\(ref)>", "owner_kind": kind, "phone": phone,
        ])
        copy.rows[copy.rows.count - 1]["area_source"] = source
        copy.rows[copy.rows.count - 1]["building_area_m2"] = total
        return copy
    }

    var text: String {
        let optional = RollFile.optionalColumns.filter { column in rows.contains { $0[column] != nil } }
        let columns = RollFile.columns + optional
        return CSVText.write(columns: columns, rows: rows.map { row in columns.map { row[$0] ?? "" } })
    }

    var bytes: [UInt8] { Array(text.utf8) }

    /// The roll with an id for each owner.
    func roll() throws -> Roll {
        let file = try RollFile(bytes)
        return Roll(file, ids: Dictionary(uniqueKeysWithValues: file.owners.map { ($0.ref, .named($0.ref)) }))
    }
}

extension OwnerID {
    /// The same id for the same reference, so that tests need no table of ids.
    static func named(_ ref: OwnerRef) -> OwnerID {
        var bytes = Digest256(of: Array(ref.description.utf8)).bytes.prefix(16).map(\.self)
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
        let text = [digits[0..<4], digits[4..<6], digits[6..<8], digits[8..<10], digits[10..<16]]
            .map { $0.joined() }.joined(separator: "-")
        guard let id = OwnerID(text) else { preconditionFailure("\(text) is a UUID") }
        return id
    }
}

/// The faults of a refused file, as `line column: reason`.
func faults(_ read: () throws -> some Any) -> [String] {
    do {
        _ = try read()
        return []
    } catch RegistryError.fileRefused(let faults) {
        return faults.listed.map { "\($0.line) \($0.field): \($0.reason.en)" }
    } catch {
        return ["\(error)"]
    }
}
