import FoundationEssentials
import Model

extension ShardInbox {
    /// What is known of the sources, behind the lock.
    struct State {
        var buffers: [ServiceName: InboxBuffer] = [:]
        /// Sources whose partition this process reads; another one may read the others.
        var owned: Set<ServiceName> = []
        /// Counts how often the partition came or went: what was read before says nothing of now.
        var tenures: [ServiceName: Int] = [:]
        /// Sources that have to send again, and from where.
        var missing: [ServiceName: Int64] = [:]
        var guards: [ServiceName: CrashGuard] = [:]
        /// Names of beginnings that were noted and have ended no process, until their notes are taken back.
        var withdrawals: [ServiceName: UUID] = [:]
        var breakers: [ServiceName: CircuitBreaker] = [:]
        /// Sources of which too much could not be applied, and the position at which they stopped.
        var stopped: [ServiceName: Int64] = [:]
        /// The same of sources whose partition was taken away meanwhile.
        var stoppedBefore: [ServiceName: Int64] = [:]
        /// How often a source had been let go on before what may stop it was begun.
        var resumptions: [ServiceName: Int64] = [:]
        /// Counts what has arrived, so that silence can be told from slowness.
        var arrivals: [ServiceName: Int] = [:]
        /// Who is asked first for something to apply, so that a long backlog of one does not hold up the others.
        var turn = 0
    }
}
