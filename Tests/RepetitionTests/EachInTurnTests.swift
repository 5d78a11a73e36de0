import Repetition
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct EachInTurnTests {
    private struct Away: Error {}

    private let log = KeptLog()

    @Test func `who is at fault keeps nobody behind waiting, and is told by name`() async throws {
        var seen: [String] = []
        do {
            try await EachInTurn("looking", of: "letter", log.logger).go(through: ["a", "b", "c", "d", "e"]) { letter in
                seen.append(letter)
                if ["b", "d"].contains(letter) { throw Away() }
            }
            Issue.record("nothing was thrown")
        } catch let left as LeftOver<String> {
            #expect(left.items == ["b", "d"])
            #expect(left.fault is Away)
            #expect(left.description == "left over: b, d; the first because of: Away()")
        }
        #expect(seen == ["a", "b", "c", "d", "e"])
        #expect(log.lines == ["b", "d"].map { "error: one of many is at fault \($0) looking" })
    }

    @Test func `where nobody is at fault nothing is said`() async throws {
        var seen: [Int] = []
        try await EachInTurn("looking", of: "letter", log.logger).go(through: [1, 2, 3]) { seen.append($0) }
        #expect(seen == [1, 2, 3])
        #expect(log.lines.isEmpty)
    }

    @Test func `what a shutdown breaks off is nobody's fault, and nobody's turn comes after it`() async throws {
        let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
        let (never, open) = AsyncStream.makeStream(of: Void.self)
        defer { open.finish() }
        await #expect(throws: Away.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await EachInTurn("looking", of: "letter", log.logger).go(through: [1, 2]) { _ in
                        continuation.yield()
                        for await _ in never {}
                        throw Away()
                    }
                }
                for await _ in begun { break }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(log.lines.isEmpty)
    }
}
