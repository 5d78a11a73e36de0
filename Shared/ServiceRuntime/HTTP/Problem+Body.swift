package import Model

extension Problem {
    /// The `application/problem+json` text.
    ///
    /// `trace` is the id under which the log knows this request; given for failures that are ours.
    package func body(in language: Language, trace: String?) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        output.append(contentsOf: "{\"type\":".utf8)
        JSONEscapes.quote(type, into: &output)
        write("title", title.text(in: language), to: &output)
        output.append(contentsOf: ",\"status\":\(status)".utf8)
        if let detail { write("detail", detail.text(in: language), to: &output) }
        if let trace { write("trace", trace, to: &output) }
        if !errors.isEmpty {
            output.append(contentsOf: ",\"errors\":[".utf8)
            for (index, error) in errors.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                output.append(contentsOf: "{\"field\":".utf8)
                JSONEscapes.quote(error.field, into: &output)
                if let line = error.line { output.append(contentsOf: ",\"line\":\(line)".utf8) }
                if let column = error.column { output.append(contentsOf: ",\"column\":\(column)".utf8) }
                write("reason", error.reason.text(in: language), to: &output)
                output.append(UInt8(ascii: "}"))
            }
            output.append(UInt8(ascii: "]"))
        }
        output.append(UInt8(ascii: "}"))
        return output
    }

    private func write(_ name: StaticString, _ value: String, to output: inout [UInt8]) {
        output.append(contentsOf: ",\"\(name)\":".utf8)
        JSONEscapes.quote(value, into: &output)
    }
}
