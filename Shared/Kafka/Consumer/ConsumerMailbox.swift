import DequeModule
import Synchronization

/// What lies between a consumer's thread and its users: events one way, commands the other.
final class ConsumerMailbox: Sendable {
    enum Command: Sendable {
        case start([TopicPartition: StartOffset])
        case pause([TopicPartition])
        case resume([TopicPartition])
    }

    fileprivate struct State {
        var events: Deque<ConsumerEvent> = []
        var records = 0
        var bytes = 0
        var problems: [KafkaError] = []
        var reader: CheckedContinuation<ConsumerEvent?, Never>?
        var commands: [Command] = []
        var isThreadWaitingForRoom = false
        var isClosing = false
        var isFinished = false
    }

    /// Enough to see what is wrong; a broker that is away has something new to say several times a second.
    private static let maximumProblems = 16

    let waker = Waker()
    private let limits: KafkaConsumer.Limits
    private let state = Mutex(State())

    init(_ limits: KafkaConsumer.Limits) {
        self.limits = limits
    }

    // MARK: - The user's side

    /// The next event; nil after the end, or when the task is cancelled.
    func next() async -> ConsumerEvent? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (event, wakesThread): (ConsumerEvent??, Bool) = state.withLock { state in
                    if let event = state.events.popFirst() { return (event, state.forget(event, limits)) }
                    // A cancellation before this line sets the flag, one after it finds the reader.
                    if state.isFinished || Task.isCancelled { return (.some(nil), false) }
                    precondition(state.reader == nil, "two tasks read the events of one consumer")
                    state.reader = continuation
                    return (nil, false)
                }
                if wakesThread { waker.wake() }
                if let event { continuation.resume(returning: event) }
            }
        } onCancel: {
            state.withLock { $0.reader.take() }?.resume(returning: nil)
        }
    }

    func send(_ command: Command) {
        state.withLock { state in
            if !state.isFinished { state.commands.append(command) }
        }
        waker.wake()
    }

    func close() {
        state.withLock { $0.isClosing = true }
        waker.wake()
    }

    // MARK: - The thread's side

    var isClosing: Bool { state.withLock { $0.isClosing } }

    var isFull: Bool { state.withLock { $0.isFull(limits) } }

    func takeCommands() -> [Command] {
        state.withLock { state in
            defer { state.commands = [] }
            return state.commands
        }
    }

    func post(_ event: ConsumerEvent) {
        let reader = state.withLock { state in
            guard !state.isFinished else { return nil as CheckedContinuation<ConsumerEvent?, Never>? }
            if let reader = state.reader.take() { return reader }
            state.keep(event, Self.maximumProblems)
            return nil
        }
        reader?.resume(returning: event)
    }

    /// Whether the thread may sleep: it is woken when the reader has made room, or there is a command.
    func beginWaitingForRoom() -> Bool {
        state.withLock { state in
            guard state.isFull(limits), state.commands.isEmpty, !state.isClosing else { return false }
            state.isThreadWaitingForRoom = true
            return true
        }
    }

    /// Ends the sequence of events.
    ///
    /// Unread records are dropped: they will be read again from where the user got to.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            state.events = []
            state.commands = []
            return state.reader.take()
        }
        reader?.resume(returning: nil)
    }
}

extension ConsumerMailbox.State {
    func isFull(_ limits: KafkaConsumer.Limits) -> Bool { records >= limits.records || bytes >= limits.bytes }

    mutating func keep(_ event: ConsumerEvent, _ maximumProblems: Int) {
        switch event {
        case .records(_, let records):
            self.records += records.count
            bytes += records.reduce(0) { $0 + $1.size }
        case .problem(let error):
            guard problems.count < maximumProblems, !problems.contains(error) else { return }
            problems.append(error)
        case .assigned, .revoked, .positionLost: break
        }
        events.append(event)
    }

    /// Returns whether the thread waits for the room that there is now.
    mutating func forget(_ event: ConsumerEvent, _ limits: KafkaConsumer.Limits) -> Bool {
        switch event {
        case .records(_, let records):
            self.records -= records.count
            bytes -= records.reduce(0) { $0 + $1.size }
        case .problem(let error): problems.removeAll { $0 == error }
        case .assigned, .revoked, .positionLost: break
        }
        // Half empty, so that the thread does not wake for every batch.
        guard isThreadWaitingForRoom, records <= limits.records / 2, bytes <= limits.bytes / 2 else { return false }
        isThreadWaitingForRoom = false
        return true
    }
}
