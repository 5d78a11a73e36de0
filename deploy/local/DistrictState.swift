package import FoundationEssentials

/// What `district.json` says of a running district: every process, port and address, for the command line and for people.
package struct DistrictState: Codable, Sendable {
    /// The process that runs the district.
    package var supervisor: Int32
    package var startedAt: Date
    /// The gateway, which is all that people need: `http://127.0.0.1:8080`, or `https://…` with a certificate.
    package var url: String
    package var kafkaBootstrapServers: String
    package var isScenario: Bool
    package var secrets: String
    package var parts: [Part]

    package struct Part: Codable, Sendable {
        package var part: DistrictPart
        package var phase: StatusBoard.Phase
        /// Nil while it is down.
        package var pid: Int32?
        package var port: Int
        /// How often it was started; one more than it has died.
        package var starts: Int
        /// Why it is down, or what ended it the last time.
        package var lastEnd: String?
        package var log: String
        /// The signal that ends it in order.
        package var stopSignal: Int32
    }

    /// - Throws: `DistrictError.notRunning` when there is no state file, `DecodingError` when it is not one of ours.
    package static func read(in directory: DistrictDirectory) throws -> DistrictState {
        guard let data = FileManager.default.contents(atPath: directory.stateFile) else {
            throw DistrictError.notRunning(directory: directory.path)
        }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(DistrictState.self, from: data)
    }

    func write(in directory: DistrictDirectory) throws {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(self).write(to: URL(filePath: directory.stateFile), options: .atomic)
    }

    /// The process that runs a district there, as far as its state file can be read.
    static func supervisor(in directory: DistrictDirectory) -> Int32? {
        do {
            return try read(in: directory).supervisor
        } catch {
            // Only a hint in a message: the lock is what tells that a district runs.
            return nil
        }
    }
}
