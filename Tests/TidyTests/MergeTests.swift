import Testing

/// Where two have changed the same lines, somebody decides what they say, and not whoever reads them next.
@Suite struct MergeTests {
    /// What git writes around the lines of either side, and of their common past.
    static let marks = ["<<<<<<< ", "||||||| ", "=======", ">>>>>>> "]

    @Test func `no text has the marks of an unfinished merge`() throws {
        let texts = try SourceTree.texts()
        #expect(texts.count > 1_000)
        for text in texts {
            for (index, line) in text.lines.enumerated() where Self.marks.contains(where: line.hasPrefix) {
                Issue.record("\(text):\(index + 1) is left over from a merge: \(line)")
            }
        }
    }
}
