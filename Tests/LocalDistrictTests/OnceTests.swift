import LocalDistrict
import Testing

@Suite(.timeLimit(.minutes(1))) struct OnceTests {
    @Test func `a value is made once for all who want it`() async throws {
        let once = Once<Int>()
        let values = try await handedOut(by: once, making: 0..<8)
        #expect(Set(values).count == 1 && values.count == 8)
        #expect(once.madeValue == values.first)
    }

    @Test func `what a cancelled task did not finish is made for those who wait, and for whoever comes later`()
        async throws
    {
        let once = Once<Int>()
        let begun = AsyncStream.makeStream(of: Void.self)
        let never = AsyncStream.makeStream(of: Void.self)
        let cancelled = Task {
            try await once.value {
                begun.continuation.yield()
                for await _ in never.stream {}
                try Task.checkCancellation()
                return 0
            }
        }
        for await _ in begun.stream { break }
        async let waiting = handedOut(by: once, making: 1..<9)
        cancelled.cancel()
        await #expect(throws: CancellationError.self) { try await cancelled.value }

        let values = try await waiting
        #expect(Set(values).count == 1 && !values.contains(0))
        let later = try await once.value { 9 }
        #expect(later == values.first)
    }

    @Test func `a failure is everybody's, and nobody waits for it again`() async throws {
        struct Missing: Error {}
        let once = Once<Int>()
        await #expect(throws: Missing.self) { try await once.value { throw Missing() } }
        await #expect(throws: Missing.self) { try await once.value { 1 } }
        #expect(once.madeValue == nil)
    }

    /// What callers get who come together and would each make another value.
    private func handedOut(by once: Once<Int>, making candidates: Range<Int>) async throws -> [Int] {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for candidate in candidates { group.addTask { try await once.value { candidate } } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
