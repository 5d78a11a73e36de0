import FoundationEssentials
import Model
import ServiceRuntime
import Synchronization
import Threads

/// A roll's file that another thread is reading; its owners can be stored while it does.
struct RollReading: Sendable {
    /// Those whom the file names, each once and with an id that rises from one to the next, as soon as they are read.
    ///
    /// When the file turns out to be wrong, they end as if it were right, and `outcome` says so.
    let owners: AsyncStream<[OwnerStore.NewOwner]>
    private let turn: DedicatedThread.Begun<Void>
    private let file: DedicatedThread.Begun<(file: RollFile, ids: [OwnerID])>

    /// A file that is right, and what is known of each of its owners, by their places in it.
    struct Outcome: Sendable {
        let file: RollFile
        let ids: [OwnerID]
        /// Nil for those whom the community did not have before.
        let known: [OwnerStore.Known?]
    }

    init(_ bytes: [UInt8], on thread: DedicatedThread) {
        // What is not stored yet waits here: no more than the rows that a file may have.
        let (owners, feed) = AsyncStream.makeStream(
            of: [OwnerStore.NewOwner].self, bufferingPolicy: .bufferingOldest(RollFile.batchLimit))
        self.owners = owners
        turn = thread.begin {}
        file = thread.begin {
            defer { feed.finish() }
            var ids: [OwnerID] = []
            ids.reserveCapacity(bytes.count / 80)
            var last = Timestamp(microseconds: 0)
            let file = try RollFile(bytes) { owners in
                // The ids of a batch rise among themselves, and above those of an earlier millisecond.
                last = Timestamp(microseconds: max(WallClock.now().microseconds, last.microseconds + 1_000))
                let new = zip(owners, UUID.risingVersion7s(owners.count, at: last)).map { owner, id in
                    OwnerStore.NewOwner(ref: owner.ref, id: OwnerID(id))
                }
                for owner in new { ids.append(owner.id) }
                feed.yield(new)
            }
            return (file, ids)
        }
    }

    /// Waits until the thread has come to this file: a statement that waits for its owners would meet its time limit behind
    /// the files of others.
    func begun() async throws { try await turn.value() }

    /// What was read from a file of a community that has nobody yet, for what the same thread is handed later.
    ///
    /// - Throws: `RegistryError.fileRefused`
    func settled() throws -> Outcome {
        let (file, new) = try file.settled()
        return Outcome(file: file, ids: new, known: Array(repeating: nil, count: new.count))
    }

    /// What was read, once all of it is.
    ///
    /// `matching` was given all of `owners`.
    ///
    /// - Throws: `RegistryError.fileRefused`, `CancellationError`
    func outcome(_ matching: OwnerMatching) async throws -> Outcome {
        let file = try await file.value().file
        // To whoever is cancelled the owners end before their end.
        try Task.checkCancellation()
        guard let found = matching.found else { return try settled() }
        return Outcome(file: file, ids: found.ids, known: found.known)
    }
}

/// Finds a file's owners among those whom the community has, while the rest of the file is being read.
final class OwnerMatching: Sendable {
    private let stored: [OwnerRef: OwnerStore.Known]
    private let state = Mutex(Found())

    /// What was found, by the places of the file's owners.
    struct Found: Sendable {
        /// The ids of those whom the community has, and of the others those that they came with.
        var ids: [OwnerID] = []
        var known: [OwnerStore.Known?] = []
    }

    init(_ stored: [OwnerRef: OwnerStore.Known]) { self.stored = stored }

    /// Nil where the community has nobody.
    var found: Found? { stored.isEmpty ? nil : state.withLock(\.self) }

    /// Takes the next owners of the file.
    ///
    /// - Returns: those whom the community does not have.
    func newcomers(in batch: [OwnerStore.NewOwner]) -> [OwnerStore.NewOwner] {
        guard !stored.isEmpty else { return batch }
        return state.withLock { found in
            batch.filter { owner in
                let known = stored[owner.ref]
                found.ids.append(known?.id ?? owner.id)
                found.known.append(known)
                return known == nil
            }
        }
    }
}
