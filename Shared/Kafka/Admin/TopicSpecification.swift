/// A topic as it should be.
package struct TopicSpecification: Equatable, Sendable {
    package var name: String
    package var partitions: Int
    package var replicationFactor: Int
    /// Topic properties such as `retention.ms`.
    package var configuration: [String: String]

    package init(
        name: String, partitions: Int, replicationFactor: Int = 1, configuration: [String: String] = [:]
    ) {
        self.name = name
        self.partitions = partitions
        self.replicationFactor = replicationFactor
        self.configuration = configuration
    }
}
