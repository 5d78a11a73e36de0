import Logging
import Model
import Testing

@testable import Ballots

/// What is due and cannot be done is tried again, and less and less often.
@Suite struct DueWalkTests {
    private struct Broken: Error {}

    @Test func `each failure doubles the rest up to its bound, and what is done is forgotten`() {
        let (patience, start) = (Patience(first: .seconds(1), longest: .seconds(5)), ContinuousClock.now)
        #expect(!patience.isResting(7, at: start))
        let rests = (0..<5).map { _ in patience.fail(7, at: start) }
        #expect(rests.map(\.failures) == [1, 2, 3, 4, 5])
        #expect(rests.map(\.duration) == [.seconds(1), .seconds(2), .seconds(4), .seconds(5), .seconds(5)])
        #expect(patience.isResting(7, at: start + .milliseconds(4_999)))
        #expect(!patience.isResting(7, at: start + .seconds(5)))
        #expect(!patience.isResting(8, at: start), "whose failures are its own")
        patience.keep([8])
        #expect(!patience.isResting(7, at: start))
        #expect(patience.fail(7, at: start).duration == .seconds(1))
    }

    @Test func `what has failed is left out of the rounds that come too soon, and others are not`() async throws {
        let walk = DueWalk(logger: Logger(label: "test"), patience: Patience(first: .seconds(3_600)))
        #expect(try await Self.tried(in: walk, [1, 2, 3], failing: [2]) == [1, 2, 3])
        #expect(try await Self.tried(in: walk, [2, 4], failing: [2]) == [4])
        #expect(try await Self.tried(in: walk, [], failing: []) == [])
        #expect(try await Self.tried(in: walk, [2], failing: [2]) == [2], "it was not due in between")
    }

    @Test func `what rests no more is tried again`() async throws {
        let walk = DueWalk(logger: Logger(label: "test"), patience: Patience(first: .zero))
        for _ in 0..<3 { #expect(try await Self.tried(in: walk, [1, 2], failing: [1]) == [1, 2]) }
    }

    @Test func `what a shutdown breaks off has not failed, and what follows is not begun`() async throws {
        let walk = DueWalk(logger: Logger(label: "test"), patience: Patience(first: .seconds(3_600)))
        await withTaskGroup(of: Void.self) { group in
            group.cancelAll()
            // A database says by errors of its own that a statement was cancelled.
            group.addTask {
                await #expect(throws: Broken.self) { try await Self.tried(in: walk, [1, 2], failing: [1, 2]) }
            }
        }
        #expect(try await Self.tried(in: walk, [1, 2], failing: []) == [1, 2])
    }

    /// What a round has tried of what is due.
    private static func tried(in walk: DueWalk, _ numbers: [Int64], failing: Set<Int64>) async throws -> [Int64] {
        let community = try CommunityID(parsing: "runfeng")
        let due = try numbers.map {
            DueAssembly(number: $0, community: community, assembly: try AssemblyID(parsing: "a\($0)"))
        }
        func page(after last: Int64) -> [DueAssembly] { due.filter { $0.number > last } }
        var tried: [Int64] = []
        try await walk.each(of: page, orElse: "it could not be done") {
            tried.append($0.number)
            if failing.contains($0.number) { throw Broken() }
        }
        return tried
    }
}
