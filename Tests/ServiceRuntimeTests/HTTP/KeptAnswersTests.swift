import ServiceRuntime
import Testing

/// What is worked out once for everybody who asks.
@Suite struct KeptAnswersTests {
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
