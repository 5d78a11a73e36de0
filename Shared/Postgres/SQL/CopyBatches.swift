/// As ``CopyRows``, for rows that come in batches while the COPY is under way: a chunk for each batch that has any.
package struct CopyBatches<Batches: AsyncSequence>: AsyncSequence where Batches.Element: Sequence {
    /// Writes one row; throws what makes the whole COPY fail.
    package typealias Writer = (Batches.Element.Element, inout CopyFields) throws -> Void

    private let batches: Batches
    private let fields: Int16
    private let write: Writer

    /// - Parameters:
    ///   - batches: what to store.
    ///   - fields: how many columns each row has.
    ///   - write: writes the fields of one row.
    package init(_ batches: Batches, fields: Int16, _ write: @escaping Writer) {
        self.batches = batches
        self.fields = fields
        self.write = write
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(batches: batches.makeAsyncIterator(), fields: fields, write: write)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var batches: Batches.AsyncIterator
        fileprivate let fields: Int16
        fileprivate let write: Writer
        fileprivate var isOpen = false
        fileprivate var isDone = false

        /// - Throws: what the batches throw; else as ``CopyRows/Iterator/next()``.
        package mutating func next() async throws -> [UInt8]? {
            guard !isDone else { return nil }
            var chunk = CopyFields()
            if !isOpen {
                isOpen = true
                chunk.open()
                return chunk.bytes
            }
            while let batch = try await batches.next() {
                for row in batch {
                    chunk.beginRow(of: fields)
                    try write(row, &chunk)
                    try chunk.endRow()
                }
                if !chunk.bytes.isEmpty { return chunk.bytes }
            }
            isDone = true
            chunk.close()
            return chunk.bytes
        }
    }
}
