import DequeModule
import Model
import Synchronization

/// Where sources stand here, as others see it.
extension ShardInbox {
    /// How many events have arrived of a source and are neither applied nor dropped yet.
    func waiting(of source: ServiceName) -> Int { state.withLock { $0.buffers[source]?.arrived.count ?? 0 } }

    func missing(of source: ServiceName) -> Int64? { state.withLock { $0.missing[source] } }

    func applied() -> [ServiceName: Int64] {
        state.withLock { $0.buffers.compactMapValues(\.mark?.position) }
    }

    func applied(of source: ServiceName) -> Int64? { state.withLock { $0.buffers[source]?.mark?.position } }

    /// The last one applied, where this process is the one to say so.
    func confirmable(of source: ServiceName) -> AppliedEvent? {
        state.withLock { state in
            guard state.owned.contains(source), let mark = state.buffers[source]?.mark else { return nil }
            return AppliedEvent(position: mark.position, chain: mark.chain)
        }
    }

    func forked() -> [ServiceName] { state.withLock { $0.buffers.filter(\.value.isForked).map(\.key) } }

    func stopped() -> [ServiceName] { state.withLock { Array($0.stopped.keys) } }

    /// Where a source stands whose next event has not arrived: the last position, and how much has arrived so far.
    ///
    /// Nil where something waits here, or nothing would be applied anyway.
    func silence(of source: ServiceName) -> (position: Int64, arrivals: Int)? {
        state.withLock { state in
            guard let buffer = state.buffers[source], let mark = buffer.mark, buffer.arrived.isEmpty, !buffer.isForked,
                state.owned.contains(source), state.stopped[source] == nil
            else { return nil }
            return (mark.position, state.arrivals[source] ?? 0)
        }
    }
}
