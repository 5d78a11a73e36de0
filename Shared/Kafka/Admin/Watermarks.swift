/// Offsets between which a partition holds records.
package struct Watermarks: Equatable, Sendable {
    /// Offset of the oldest record kept.
    package let low: Int64
    /// Offset of the record that will be written next.
    package let high: Int64

    package init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
