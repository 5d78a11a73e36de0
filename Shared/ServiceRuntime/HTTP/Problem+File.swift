package import Model

extension Problem {
    /// How many faults of one file are told; beyond, the detail says how many there are.
    private static let toldFaults = 10_000

    /// 422 for a file that is taken whole or not at all, with every wrong place of it.
    package static func fileRefused(_ faults: [CSVFault]) -> Problem {
        let ordered = faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return Problem(
            422, "file-refused",
            Phrase(zh: "文件有错误，没有导入任何内容", en: "The file has faults, so nothing of it was taken"),
            detail: Phrase(zh: "共 \(faults.count) 处错误", en: "\(faults.count) faults"),
            errors: ordered.prefix(toldFaults).map { fault in
                FieldError(field: fault.field, line: fault.line, column: fault.column, reason: fault.reason)
            })
    }
}
