package import Model

/// Parts of a whole side by side on one bar, with an optional mark that is to be reached.
///
/// An SVG without words: its figures stand beside it in the page, where they grow with the reader's font, and are read
/// aloud from its label.
package struct ShareBar: Sendable {
    /// What a part stands for; the style sheet gives each its colour.
    package enum Part: String, Sendable { case paid, inFavour, against, abstained, turnout, done, underWork }

    package let parts: [(Part, Int64)]
    package let whole: Int64
    package let mark: Ratio?
    package let label: String

    /// `parts` are drawn from the left; what exceeds the whole is cut off.
    package init(_ parts: [(Part, Int64)], of whole: Int64, mark: Ratio? = nil, label: String) {
        self.parts = parts
        self.whole = whole
        self.mark = mark
        self.label = label
    }

    package var svg: Markup {
        var pieces: [Markup] = []
        var x: Int64 = 0
        var sum: Int64 = 0
        for (part, value) in parts {
            let (total, overflow) = sum.addingReportingOverflow(max(0, value))
            sum = overflow ? .max : total
            let end = position(sum)
            if end > x {
                pieces.append("<rect class=\"\(part.rawValue)\" x=\"\(x)\" width=\"\(end - x)\" height=\"24\"/>")
                // Printed in grey, and for some eyes, red is the same as green.
                if part == .against {
                    pieces.append("<rect class=\"slit\" x=\"\(x)\" y=\"10\" width=\"\(end - x)\" height=\"4\"/>")
                }
            }
            x = max(x, end)
        }
        if let mark {
            let at = Percentage.scale(
                min(mark.numerator, mark.denominator - 1), by: Self.width, of: mark.denominator)
            pieces.append("<rect class=\"mark\" x=\"\(max(0, at - 2))\" width=\"4\" height=\"24\"/>")
        }
        return """
            <svg class="bar" viewBox="0 0 1000 24" preserveAspectRatio="none" role="img" aria-label="\(label)">\
            <rect class="track" width="1000" height="24"/>\(Markup(joining: pieces))</svg>
            """
    }

    private static let width: Int64 = 1_000

    /// Where the sum of the parts so far ends; anything that is there can be seen, anything missing too.
    private func position(_ sum: Int64) -> Int64 {
        guard whole > 0, sum > 0 else { return 0 }
        guard sum < whole else { return Self.width }
        return min(Self.width - 1, max(1, Percentage.scale(sum, by: Self.width, of: whole)))
    }
}
