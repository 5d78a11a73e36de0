/// What is wrong in a file that somebody brought: the first of it, and how much in all.
///
/// A file of a few megabytes can have millions of faults, which nobody reads and a service's memory does not hold.
package struct CSVFaults: Equatable, Sendable {
    /// How many are listed.
    package static let limit = 10_000

    /// The first that were found, in that order.
    package private(set) var listed: [CSVFault] = []
    /// How many were found.
    package private(set) var count = 0

    package init(_ faults: some Sequence<CSVFault> = EmptyCollection()) { append(contentsOf: faults) }

    package var isEmpty: Bool { count == 0 }

    package mutating func append(_ fault: CSVFault) {
        count += 1
        if listed.count < Self.limit { listed.append(fault) }
    }

    package mutating func append(contentsOf faults: some Sequence<CSVFault>) {
        for fault in faults { append(fault) }
    }

    /// What `read` returns, or nil and one more fault.
    @discardableResult
    package mutating func collect<Value>(_ read: () throws(CSVFault) -> Value) -> Value? {
        do {
            return try read()
        } catch {
            append(error)
            return nil
        }
    }
}
