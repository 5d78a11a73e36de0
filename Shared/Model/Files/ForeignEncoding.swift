/// An encoding other than UTF-8 that a file seems to be in.
///
/// Nothing is converted: some texts are valid in several encodings, and a name read in the wrong one would be stored and
/// never noticed. Whoever saves the file knows what it is.
enum ForeignEncoding {
    case gb18030
    case utf16

    /// - Returns: nil for UTF-8, and for what is none of these.
    init?(of bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16
        } else if !Self.isUTF8(bytes), Self.isGB18030(bytes) {
            self = .gb18030
        } else {
            return nil
        }
    }

    var reason: Phrase {
        switch self {
        case .gb18030:
            Phrase(
                zh: "文件是 GB18030（GBK）编码，不是 UTF-8：请在表格软件中另存为“CSV UTF-8（逗号分隔）”，或运行 iconv -f GB18030 -t UTF-8",
                en: "the file is in GB18030 (GBK), not in UTF-8: save it as “CSV UTF-8 (comma delimited)” in the "
                    + "spreadsheet, or run iconv -f GB18030 -t UTF-8")
        case .utf16:
            Phrase(
                zh: "文件是 UTF-16 编码（“Unicode 文本”），不是 UTF-8：请另存为“CSV UTF-8（逗号分隔）”",
                en: "the file is in UTF-16 (“Unicode text”), not in UTF-8: save it as “CSV UTF-8 (comma delimited)”")
        }
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        do {
            _ = try UTF8Span(validating: bytes.span)
            return true
        } catch {
            return false
        }
    }

    /// Whether every byte is part of a character in the form of one, two or four bytes that GB 18030 lays down.
    private static func isGB18030(_ bytes: [UInt8]) -> Bool {
        var index = 0
        func byte(_ offset: Int, isIn range: ClosedRange<UInt8>) -> Bool {
            index + offset < bytes.count && range.contains(bytes[index + offset])
        }
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
            } else if !byte(0, isIn: 0x81...0xFE) {
                return false
            } else if byte(1, isIn: 0x40...0x7E) || byte(1, isIn: 0x80...0xFE) {
                index += 2
            } else if byte(1, isIn: 0x30...0x39), byte(2, isIn: 0x81...0xFE), byte(3, isIn: 0x30...0x39) {
                index += 4
            } else {
                return false
            }
        }
        return true
    }
}
