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
}
