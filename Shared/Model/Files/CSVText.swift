/// Writes CSV by RFC 4180, with CRLF line breaks.
package enum CSVText {
    /// The header and the rows as one text.
    package static func write(columns: [String], rows: some Sequence<[String]>) -> String {
        var text = line(columns)
        for row in rows { text += line(row) }
        return text
    }

    private static func line(_ fields: [String]) -> String {
        // A record of one empty field must not look like an empty line.
        fields == [""] ? "\"\"\r\n" : fields.map(quoted).joined(separator: ",") + "\r\n"
    }

    private static func quoted(_ field: String) -> String {
        let isPlain = field.utf8.allSatisfy { byte in
            byte != UInt8(ascii: ",") && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\n")
                && byte != UInt8(ascii: "\r")
        }
        if isPlain { return field }
        var text = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { text.unicodeScalars.append(scalar) }
            text.unicodeScalars.append(scalar)
        }
        return text + "\""
    }
}
