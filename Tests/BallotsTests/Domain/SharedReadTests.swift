import Model
import ServiceRuntime
import Testing

@testable import Ballots

/// What everybody may ask for and is read from all ballots.
@Suite struct SharedReadTests {
    @Test func `few read at a time, and others are asked to come again`() throws {
        let places = Places(limit: 2)
        let first = try places.takeForRead()
        var second: Places.Place? = try places.takeForRead()
        #expect(throws: BallotsError.tooManyReads) { try places.takeForRead() }
        #expect(BallotsError.tooManyReads.problem.status == 429)
        #expect(BallotsError.tooManyReads.problem.retryAfter == .seconds(5))
        withExtendedLifetime(second) {}
        second = nil
        let third = try places.takeForRead()
        withExtendedLifetime((first, third)) {}
    }

    @Test func `an answer is kept for as long as it is right, and never more than so many`() {
        let (kept, now) = (KeptAnswers<Int, String>(limit: 2), ContinuousClock.now)
        kept.keep("closed", for: 1, nil, at: now)
        kept.keep("open", for: 2, .seconds(2), at: now)
        #expect(kept.answer(to: 1, at: now + .seconds(1_000)) == "closed")
        #expect(kept.answer(to: 2, at: now + .seconds(1)) == "open")
        #expect(kept.answer(to: 2, at: now + .seconds(2)) == nil)
        kept.keep("closed too", for: 3, nil, at: now + .seconds(3))
        #expect(kept.answer(to: 1, at: now) == "closed", "only what was no longer right has gone")
        kept.keep("one more", for: 4, nil, at: now + .seconds(3))
        #expect(kept.answer(to: 1, at: now) == nil)
        #expect(kept.answer(to: 4, at: now) == "one more")
    }
}
