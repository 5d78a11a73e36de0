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

    @Test func `who is waited for has one of the places, and leaves the other to another address`() throws {
        let places = Places(limit: 2)
        let first = try places.takeForRead(from: "192.0.2.1")
        #expect(throws: BallotsError.tooManyReads) { try places.takeForRead(from: "192.0.2.1") }
        let second = try places.takeForRead(from: "192.0.2.2")
        withExtendedLifetime((first, second)) {}
    }
}
