import FoundationEssentials
import Model
import ServiceRuntime
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

    /// What was read, once all of it is.
    ///
    /// `stored` has the owners whom the community has.
    ///
    /// - Throws: `RegistryError.fileRefused`
    func outcome(_ stored: [OwnerRef: OwnerStore.Known]) async throws -> Outcome {
        let (file, new) = try await file.value()
        guard !stored.isEmpty else {
            return Outcome(file: file, ids: new, known: Array(repeating: nil, count: new.count))
        }
        let known = file.owners.map { stored[$0.ref] }
        return Outcome(file: file, ids: zip(known, new).map { $0?.id ?? $1 }, known: known)
    }
}
