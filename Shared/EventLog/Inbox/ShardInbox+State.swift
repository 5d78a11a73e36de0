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
        /// Sources that another process gets on with.
        var standBacks: [ServiceName: StandBack] = [:]
        var breakers: [ServiceName: CircuitBreaker] = [:]
        var overtimes: [ServiceName: Overtime] = [:]
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

        /// Lets a source go on where another process has got past what had stopped it here.
        ///
        /// - Returns: whether it has.
        mutating func goOn(_ source: ServiceName, past mark: InboxBuffer.Mark) -> Bool {
            guard let obstacle = stopped[source], mark.position >= obstacle else { return false }
            stopped[source] = nil
            return true
        }
    }

    /// What came of looking for a run to apply.
    enum Look {
        /// One was begun; there may be others.
        case begun
        /// Another process gets on with what there is; it is to be looked for again then.
        case left(until: ContinuousClock.Instant)
        case nothing
    }

    /// How long a source is left to the process that is ahead in it.
    ///
    /// That is likely to stay ahead: racing it for each run would only burn a processor.
    struct StandBack {
        private static let shortest = Duration.milliseconds(50)
        private static let longest = Duration.seconds(1)

        private let pause: Duration
        let end: ContinuousClock.Instant

        /// Begins one, ever longer while one comes after the other.
        init(after last: StandBack?) {
            pause = last.map { min($0.pause * 2, Self.longest) } ?? Self.shortest
            end = .now + pause
        }
    }
}
