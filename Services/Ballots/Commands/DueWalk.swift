import Logging
import Model

/// An assembly for which something is to be done.
struct DueAssembly: Sendable {
    /// What pages of them go by.
    let number: Int64
    let community: CommunityID
    let assembly: AssemblyID
}

/// Goes through everything that is due, page by page, so that however many cannot be done keep no other from it.
struct DueWalk: Sendable {
    let logger: Logger
    /// With what could not be done; of each kind of work its own.
    let patience: Patience

    /// Does `work` on each that does not rest from its last failure.
    ///
    /// - Parameters:
    ///   - page: what is due after a number, by number; empty after the last.
    ///   - failure: what is logged of one that could not be done, which stays due, with how often it has failed and when it is
    ///     tried again.
    ///   - level: how loudly.
    ///   - work: is given one after the other.
    /// - Throws: what `page` throws; of `work` only what a cancellation breaks off.
    func each(
        of page: (Int64) async throws -> [DueAssembly], orElse failure: Logger.Message,
        at level: Logger.Level = .warning, _ work: (DueAssembly) async throws -> Void
    ) async throws {
        var (last, seen) = (Int64(0), Set<Int64>())
        while true {
            let due = try await page(last)
            guard let end = due.last?.number else { return patience.keep(seen) }
            for assembly in due where !patience.isResting(assembly.number) {
                try await attempt(assembly, orElse: failure, at: level, work)
            }
            seen.formUnion(due.map(\.number))
            last = end
        }
    }

    private func attempt(
        _ due: DueAssembly, orElse failure: Logger.Message, at level: Logger.Level,
        _ work: (DueAssembly) async throws -> Void
    ) async throws {
        do {
            try await work(due)
        } catch {
            // What a shutdown breaks off has not failed.
            if Task.isCancelled || error is CancellationError { throw error }
            let rest = patience.fail(due.number)
            logger.log(
                level: level, failure, error: error,
                metadata: [
                    "community": "\(due.community)", "assembly": "\(due.assembly)", "failures": "\(rest.failures)",
                    "again": "in \(rest.duration)",
                ])
        }
    }
}
