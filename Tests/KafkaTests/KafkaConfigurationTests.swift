import Testing

@testable import Kafka

struct KafkaConfigurationTests {
    @Test(
        arguments: [
            (.zero, 0), (.milliseconds(-1), 0), (.microseconds(-1_500), 0), (.seconds(-9), 0),
            (.microseconds(1_999), 1), (.seconds(3), 3_000), (.seconds(Int64.max), .max), (.seconds(Int64.min), 0),
        ] as [(Duration, Int32)])
    func `a time that is over is no wait without end`(_ duration: Duration, _ milliseconds: Int32) {
        #expect(duration.milliseconds == milliseconds)
    }
}
