import CLibqrencode

/// A QR code (ISO/IEC 18004) as SVG, for paper that leads back to a page.
package struct QRCode: Sendable {
    /// Dark modules row by row, `side` of them in each.
    private let modules: [Bool]
    private let side: Int

    /// - Throws: ``TextTooLong`` when the text does not fit the largest code.
    package init(_ text: String) throws(TextTooLong) {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw TextTooLong() }
        // SAFETY: QRcode_encodeString8bit reads the NUL-terminated text during the call only and returns a code that we
        // own, or NULL; its data are width × width bytes. It is freed once, after the last read.
        guard let code = text.withCString({ QRcode_encodeString8bit($0, 0, QR_ECLEVEL_M) }) else { throw TextTooLong() }
        defer { QRcode_free(code) }
        side = Int(code.pointee.width)
        // The lowest bit of a module says whether it is dark.
        modules = UnsafeBufferPointer(start: code.pointee.data, count: side * side).map { $0 & 1 == 1 }
    }

    package struct TextTooLong: Error, Equatable {
        package init() {}
    }

    /// Black on white with the quiet zone of four modules that readers need.
    package func svg(label: String) -> Markup {
        let full = Int64(side + 8)
        let runs = (0..<side).flatMap { row in
            Self.runs(modules[row * side..<(row + 1) * side]).map { run -> Markup in
                "M\(Int64(run.lowerBound + 4)) \(Int64(row + 4))h\(Int64(run.count))v1h-\(Int64(run.count))z"
            }
        }
        return """
            <svg class="qr" viewBox="0 0 \(full) \(full)" role="img" aria-label="\(label)" \
            shape-rendering="crispEdges"><rect width="\(full)" height="\(full)" fill="#fff"/>\
            <path fill="#000" d="\(Markup(joining: runs))"/></svg>
            """
    }

    /// The stretches of dark modules in a row, counted from its left edge.
    private static func runs(_ row: ArraySlice<Bool>) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        for (column, isDark) in row.enumerated() where isDark {
            if let last = runs.last, last.upperBound == column {
                runs[runs.count - 1] = last.lowerBound..<column + 1
            } else {
                runs.append(column..<column + 1)
            }
        }
        return runs
    }
}
