package import Model

extension Problem {
    /// 422 for a file that is taken whole or not at all, with its first wrong places and how many there are.
    package static func fileRefused(_ faults: CSVFaults) -> Problem {
        let ordered = faults.listed.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
        return Problem(
            422, "file-refused",
            Phrase(zh: "文件有错误，没有导入任何内容", en: "The file has faults, so nothing of it was taken"),
            detail: Phrase(zh: "共 \(faults.count) 处错误", en: English.counted(faults.count, "fault")),
            errors: ordered.map { fault in
                FieldError(field: fault.field, line: fault.line, column: fault.column, reason: fault.reason)
            })
    }
}
