import Testing

@testable import Kafka

struct ProducerStateTests {
    private func page(_ count: Int) -> ProducerPage {
        ProducerPage((0..<count).map { _ in ProducerRecord(topic: "t", partition: 0, key: [], value: []) })
    }

    @Test func `pages are accepted in order while there is room`() {
        var state = ProducerState(limits: .init(records: 10))
        let pages = [page(4), page(6), page(1)]

        #expect(pages.map { state.offer($0) } == [.accepted, .accepted, .full])
        #expect(state.queuedRecords == 10)
        #expect(state.takeArrivals().map(\.records.count) == [4, 6])
        #expect(state.takeArrivals().isEmpty)
    }

    @Test func `the thread may rest only while nothing has arrived and the phase is the one it knows`() {
        var state = ProducerState(limits: .init())
        #expect(state.isQuiet(since: .open))
        _ = state.offer(page(1))
        #expect(!state.isQuiet(since: .open))
        _ = state.takeArrivals()
        #expect(state.isQuiet(since: .open))
        let now = ContinuousClock.now
        _ = state.close(by: now + .seconds(1))
        #expect(!state.isQuiet(since: .open))
        #expect(state.isQuiet(since: .closing(by: now + .seconds(1))))
        _ = state.close(by: now)
        #expect(!state.isQuiet(since: .closing(by: now + .seconds(1))), "the deadline is an earlier one")
        _ = state.close(by: now + .seconds(2))
        #expect(state.phase == .closing(by: now))
    }

    @Test func `nobody overtakes a page that waits for room`() async throws {
        var state = ProducerState(limits: .init(records: 10))
        let running = page(8)
        let large = page(5)
        _ = state.offer(running)

        try await withCheckedThrowingContinuation { admission in
            #expect(state.offer(large, admission: admission) == .full)
            #expect(state.offer(page(1)) == .full)
            let admitted = state.release([running])
            #expect(admitted.count == 1)
            for admission in admitted { admission.resume() }
        }

        #expect(state.offer(page(1)) == .accepted)
        #expect(state.takeArrivals().map(\.records.count) == [8, 5, 1])
    }

    @Test func `bytes limit as records do`() {
        var state = ProducerState(limits: .init(records: 10, bytes: page(3).size))

        #expect(state.offer(page(3)) == .accepted)
        #expect(state.offer(page(1)) == .full)
    }

    @Test func `a page larger than everything goes when it is alone`() {
        var state = ProducerState(limits: .init(records: 2, bytes: 1))
        let large = page(5)

        #expect(state.offer(large) == .accepted)
        #expect(state.offer(page(1)) == .full)
        _ = state.release([large])
        #expect(state.offer(page(1)) == .accepted)
    }

    @Test func `who withdraws is not admitted later`() async {
        var state = ProducerState(limits: .init(records: 1))
        let running = page(1)
        let waiting = page(1)
        _ = state.offer(running)

        await #expect(throws: CancellationError.self) {
            try await withCheckedThrowingContinuation { admission in
                #expect(state.offer(waiting, admission: admission) == .full)
                state.withdraw(waiting)?.resume(throwing: CancellationError())
            }
        }

        #expect(state.withdraw(waiting) == nil)
        #expect(state.release([running]).isEmpty)
    }

    @Test func `closing refuses who waits and who comes, and finishing gives back what nobody took`() async {
        var state = ProducerState(limits: .init(records: 1))
        let deadline = ContinuousClock.now
        _ = state.offer(page(1))

        await #expect(throws: KafkaError.closed) {
            try await withCheckedThrowingContinuation { admission in
                _ = state.offer(page(1), admission: admission)
                for admission in state.close(by: deadline) { admission.resume(throwing: KafkaError.closed) }
            }
        }

        #expect(state.offer(page(1)) == .refused)
        #expect(state.phase == .closing(by: deadline))
        let (admissions, pages) = state.finish()
        #expect(admissions.isEmpty)
        #expect(pages.count == 1)
        #expect(state.phase == .closed)
    }
}
