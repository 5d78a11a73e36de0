package import Logging

/// A task for each of many, of whom one that is at fault keeps nobody behind it waiting.
package struct EachInTurn: Sendable {
    private let task: String
    private let noun: String
    private let logger: Logger

    /// `noun` is what each of them is, such as `community`: under it the log says who is at fault.
    package init(_ task: String, of noun: String, _ logger: Logger) {
        self.task = task
        self.noun = noun
        self.logger = logger
    }

    /// Takes one after the other, and goes on past those for whom the work fails; each of these faults is logged.
    ///
    /// - Throws: ``LeftOver`` in the end, if there was a fault; at once what the work threw, where the task is cancelled.
    package func go<Item: Sendable & CustomStringConvertible>(
        through items: [Item], _ work: (Item) async throws -> Void
    ) async throws {
        var left: [Item] = []
        var fault: (any Error)?
        for item in items {
            do {
                try await work(item)
            } catch {
                // What a shutdown breaks off is nobody's fault.
                if Task.isCancelled || error is CancellationError { throw error }
                logger.error("one of many is at fault", error: error, metadata: ["task": "\(task)", noun: "\(item)"])
                left.append(item)
                fault = fault ?? error
            }
        }
        if let fault { throw LeftOver(items: left, fault: fault) }
    }
}

/// Some of many were left over, because the work for them failed.
package struct LeftOver<Item: Sendable & CustomStringConvertible>: Error, CustomStringConvertible {
    /// In their order.
    package let items: [Item]
    /// Why the first of them was.
    package let fault: any Error

    package var description: String {
        "left over: \(items.map(\.description).joined(separator: ", ")); the first because of: \(fault)"
    }
}
