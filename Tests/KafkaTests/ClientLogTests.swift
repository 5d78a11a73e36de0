import TestSupport
import Testing

@testable import Kafka

@Suite struct ClientLogTests {
    @Test func `a broker that is away is not told with each attempt to reach it`() {
        let log = KeptLog()
        let client = ClientLog(logger: log.logger)
        for attempt in 1...100 { client.forward((level: 3, facility: "FAIL", text: "refused \(attempt)")) }
        client.forward((level: 6, facility: "FAIL", text: "idle"))
        client.forward((level: 3, facility: "FATAL", text: "out of order"))

        #expect(log.lines == ["info: librdkafka FAIL refused 1", "info: librdkafka FATAL out of order"])
    }
}
