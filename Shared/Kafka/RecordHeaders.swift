/// The headers of a record in their order; a name may come more than once.
///
/// Their values lie one after the other in one piece of memory, and records share the list of names where they have the
/// same: an event has a dozen headers, and a piece of memory for each cost more than all that is done with them.
package struct RecordHeaders: Sendable {
    /// At least those of the headers, in their order.
    private var known: [String]
    /// Where each value ends.
    private var ends: [Int] = []
    private var bytes: [UInt8] = []

    /// No headers yet.
    ///
    /// - Parameters:
    ///   - names: what is likely to be appended; its memory is used as long as that comes true.
    ///   - bytes: of the values together, as far as it is known.
    package init(like names: [String] = [], bytes: Int = 0) {
        known = names
        ends.reserveCapacity(names.count)
        self.bytes.reserveCapacity(bytes)
    }

    package init(_ headers: some Sequence<(name: String, value: [UInt8])>) {
        self.init(like: [])
        for (name, value) in headers { append(name, value) }
    }

    package mutating func append(_ name: String, _ value: [UInt8]) {
        append(name) { $0.append(contentsOf: value) }
    }

    /// Appends a header whose value `write` puts at the end of what it is given.
    package mutating func append(_ name: String, by write: (inout [UInt8]) -> Void) {
        let index = ends.count
        if index >= known.count || known[index] != name {
            known.removeSubrange(index...)
            known.append(name)
        }
        write(&bytes)
        ends.append(bytes.count)
    }

    package var names: [String] { ends.count == known.count ? known : Array(known.prefix(ends.count)) }

    /// The bytes of the header at `index`, which is the place of its name in ``names``.
    package func value(at index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }

    /// What the values occupy together.
    var size: Int { bytes.count }
}

extension RecordHeaders: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { ends.count }
    package subscript(index: Int) -> (name: String, value: ArraySlice<UInt8>) { (known[index], value(at: index)) }
}

extension RecordHeaders: ExpressibleByArrayLiteral {
    package init(arrayLiteral headers: (name: String, value: [UInt8])...) { self.init(headers) }
}
