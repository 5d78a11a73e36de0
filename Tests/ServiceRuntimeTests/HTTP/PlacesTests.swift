import HTTPTypes
import NIOCore
import Testing

@testable import ServiceRuntime

/// Few places, and readers who may be slow.
@Suite(.timeLimit(.minutes(1)))
struct PlacesTests {
    private static let patience = Places.Patience(allowance: .seconds(30), pace: 1_000)

    @Test func `the place of a reader who is too slow goes to whoever asks next`() throws {
        let places = Places(limit: 2, patience: Self.patience)
        let start = ContinuousClock.now
        let slow = try #require(places.take(at: start))
        let other = try #require(places.take(at: start))
        try slow.startWaiting(at: start)
        try other.startWaiting(at: start + .seconds(1))
        #expect(places.take(at: start + .seconds(30)) == nil, "as slow as one may be")
        let next = places.take(at: start + .milliseconds(30_500))
        #expect(next != nil)
        #expect(throws: PlaceLost.self) { try slow.startWaiting(at: start + .seconds(31)) }
        other.stopWaiting(taken: 1_000, at: start + .seconds(31))
        try other.startWaiting(at: start + .seconds(31))
        slow.giveBack()
        #expect(places.take(at: start + .seconds(31)) == nil, "what was lost is not given back once more")
        withExtendedLifetime((slow, other, next)) {}
    }

    @Test func `a reader who keeps the pace keeps the place, however long it takes`() throws {
        let places = Places(limit: 1, patience: Self.patience)
        var now = ContinuousClock.now
        let place = try #require(places.take(at: now))
        for _ in 0..<100 {
            try place.startWaiting(at: now)
            now += .seconds(10)
            place.stopWaiting(taken: 10_000, at: now)
            #expect(places.take(at: now) == nil)
        }
        // Having been quick before does not help.
        try place.startWaiting(at: now)
        #expect(places.take(at: now + .seconds(31)) != nil)
        withExtendedLifetime(place) {}
    }

    @Test func `a little too slow adds up`() throws {
        let places = Places(limit: 1, patience: Self.patience)
        var now = ContinuousClock.now
        let place = try #require(places.take(at: now))
        for _ in 0..<31 {
            try place.startWaiting(at: now)
            now += .seconds(2)
            place.stopWaiting(taken: 1_000, at: now)
        }
        #expect(places.take(at: now) != nil)
        withExtendedLifetime(place) {}
    }

    @Test func `who waits for nobody keeps the place, and so does everybody where there is no patience`() throws {
        let start = ContinuousClock.now
        let reads = Places(limit: 1, patience: Self.patience)
        let read = try #require(reads.take(at: start))
        #expect(reads.take(at: start + .seconds(3_600)) == nil)
        let streams = Places(limit: 1)
        let stream = try #require(streams.take(at: start))
        try stream.startWaiting(at: start)
        #expect(streams.take(at: start + .seconds(3_600)) == nil)
        withExtendedLifetime((read, stream)) {}
    }

    @Test func `an address has one place at most, and takes no more than it from its own slow reader`() throws {
        let places = Places(limit: 2, patience: Self.patience)
        let start = ContinuousClock.now
        let slow = try #require(places.take(from: "192.0.2.1", at: start))
        try slow.startWaiting(at: start)
        #expect(places.take(from: "192.0.2.1", at: start + .seconds(30)) == nil, "though there is a place")
        let other = try #require(places.take(from: "192.0.2.2", at: start + .seconds(30)))
        try other.startWaiting(at: start - .seconds(60))
        // The other one is further behind, and stays.
        let next = try #require(places.take(from: "192.0.2.1", at: start + .seconds(31)))
        #expect(throws: PlaceLost.self) { try slow.startWaiting(at: start + .seconds(31)) }
        #expect(throws: Never.self) { try other.startWaiting(at: start + .seconds(31)) }
        other.stopWaiting(taken: 1_000, at: start + .seconds(31))
        #expect(
            places.take(from: "192.0.2.2", at: start + .seconds(32)) == nil, "an address is kept while it is read from")
        other.giveBack()
        let again = places.take(from: "192.0.2.2", at: start + .seconds(32))
        #expect(again != nil && places.take(from: "192.0.2.3", at: start + .seconds(32)) == nil)
        withExtendedLifetime((next, again)) {}
    }

    @Test func `who comes from no known address is not counted as one`() throws {
        let places = Places(limit: 2, patience: Self.patience)
        let first = try #require(places.take())
        let second = places.take()
        #expect(second != nil && places.take() == nil)
        withExtendedLifetime((first, second)) {}
    }

    @Test func `a file that nobody reads does not keep others from the next one`() async throws {
        let places = Places(limit: 1, patience: Places.Patience(allowance: .milliseconds(50), pace: 1 << 30))
        let file = Route(.get, "/file", roles: .anyone, answer: .text(mediaType: "text/plain"), summary: "") { _ in
            guard let place = places.take() else { throw Problem.tooManyStreams }
            let line = [UInt8](repeating: 0x78, count: 1 << 20)
            return .file(named: "x.txt", mediaType: "text/plain", holding: place) { take in
                while true { try await take(line) }
            }
        }
        var server = try await TestServer([file])
        server.limits.idle = .seconds(2)
        let get = "GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let answer = try await server.live { port in
            try await RawConnection.open(port, reads: false) { connection in
                await connection.send(get)
                var answer = ""
                while !answer.hasPrefix("HTTP/1.1 200") {
                    answer = try await RawConnection.open(port) { other in
                        await other.send(get)
                        return await other.read { $0.contains("\r\n\r\n") }
                    }
                }
                return answer
            }
        }
        #expect(answer.contains("attachment; filename=\"x.txt\""))
    }

    @Test func `a part of a file of any length is written in pieces, each of which has its own time`() async throws {
        let text = String(repeating: "0123456789", count: 50_000)
        let file = Route(.get, "/file", roles: .anyone, answer: .text(mediaType: "text/csv"), summary: "") { _ in
            .csv(text, filename: "roll.csv")
        }
        let answer = try await TestServer([file]).live { port in
            try await RawConnection.exchange(port, "GET /file HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        }
        #expect(answer.contains("text/csv; charset=utf-8") && answer.contains("attachment; filename=\"roll.csv\""))
        #expect(answer.contains("\r\n10000\r\n0123456789"), "chunks of 64 KiB")
        let pieces = answer.split(separator: "\r\n").map(\.utf8.count).filter { $0 > 1_000 }
        #expect(pieces.reduce(0, +) == text.utf8.count)
    }
}
