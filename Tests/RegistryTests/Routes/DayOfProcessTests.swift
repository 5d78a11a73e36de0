import HTTPTypes
import Model
import ServiceSupport
import TestSupport
import Testing

@testable import Registry

struct DayOfProcessTests {
    @Test(.database) func `a process that was not told of the day itself records what is done on it`() async throws {
        try await TestRegistry.run { told in
            @Sendable func start(_ day: String) async throws {
                let answer = try await told.call(
                    .post, "/v1/day", as: told.bearer(.operator), #"{"day": "\#(day)"}"#)
                #expect(answer.status == 200)
            }
            try await start("2023-07-17")
            // As one that is started again after it was killed.
            try await TestRegistry.run(beside: told) { other in
                #expect(try await other.importRoll(RollText().row("1-1-101", "A")).status == 200)
                try await start("2023-07-18")
                let roll = RollText().row("1-1-101", "A").row("1-1-102", "B")
                #expect(try await other.importRoll(roll).status == 200)
                let days = try await other.get("roll/snapshots").text.matches(of: #/"day":"([0-9-]+)"/#).map(\.1)
                #expect(days == ["2023-07-18", "2023-07-17"])
            }
        }
    }
}
