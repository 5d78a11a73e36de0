import Testing

@testable import Kafka

/// Which errors are worth an alarm, since they are met again until somebody does something.
struct KafkaErrorTests {
    private func error(_ code: Int32) -> KafkaError {
        KafkaError(code: .init(rawValue: code), name: "\(code)", reason: "")
    }

    @Test(
        arguments: [
            // A broker's own mishap, of which it knows no more itself.
            -1,
            // A record that was damaged on its way, which librdkafka sends again too.
            2,
            // A leader that is changing, as fetches and questions for offsets meet it.
            72, 74, 75, 78,
            // A quota that is used up for now.
            89,
        ] as [Int32])
    func `what a broker may answer otherwise in a moment is not permanent`(code: Int32) {
        #expect(error(code).isRetriable && !error(code).isPermanent)
        #expect(!error(code).isOfConfiguration)
    }

    // Too large, a right, an invalid topic or number of copies, a version.
    @Test(arguments: [10, 17, 29, 31, 35, 38] as [Int32])
    func `what a broker answers until somebody changes something is permanent`(code: Int32) {
        #expect(error(code).isPermanent)
    }
}
