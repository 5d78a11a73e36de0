import AsyncHTTPClient
import FoundationEssentials
import HTTPTypes
package import Model
import NIOCore
import NIOHTTP1
import ServiceContextModule

/// Calls the other processes of the district with the internal key, within a deadline and a size.
package struct PeerClient: Sendable {
    private let addresses: [ServiceName: String]
    private let key: InternalKey
    private let deadline: Duration

    /// How many bytes of an answer are read.
    private static let limit = 1 << 20

    /// Takes where each service listens, such as `http://127.0.0.1:8101`, without a slash at the end.
    package init(addresses: [ServiceName: String], key: InternalKey, deadline: Duration = .seconds(5)) {
        self.addresses = addresses
        self.key = key
        self.deadline = deadline
    }

    /// The body of a successful `GET`.
    ///
    /// - Throws: ``PeerError``
    package func get(_ service: ServiceName, _ path: String) async throws(PeerError) -> [UInt8] {
        try await call(service, "GET", path, json: nil)
    }

    /// The body of the answer to a successful `POST` of JSON.
    ///
    /// - Throws: ``PeerError``
    package func post(_ service: ServiceName, _ path: String, json: [UInt8]) async throws(PeerError) -> [UInt8] {
        try await call(service, "POST", path, json: json)
    }

    private func call(
        _ service: ServiceName, _ method: String, _ path: String, json: [UInt8]?
    ) async throws(PeerError) -> [UInt8] {
        guard let address = addresses[service] else { throw PeerError(service, .noAddress) }
        var request = HTTPClientRequest(url: address + path)
        request.method = .init(rawValue: method)
        request.headers.add(name: "authorization", value: key.authorization)
        if let trace = ServiceContext.current?.trace {
            request.headers.add(name: "traceparent", value: trace.traceparent)
        }
        if let json {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(json)
        }
        do {
            return try await answer(of: service, to: request)
        } catch let error as PeerError {
            throw error
        } catch {
            throw PeerError(service, .unreachable("\(error)"))
        }
    }

    /// The whole answer within the deadline: the client's own ends with the answer's head.
    private func answer(of service: ServiceName, to request: HTTPClientRequest) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { [deadline] in
                let response = try await HTTPClient.shared.execute(request, timeout: TimeAmount(deadline))
                guard (200..<300).contains(response.status.code) else {
                    throw PeerError(service, .refused(status: Int(response.status.code)))
                }
                return Array(try await response.body.collect(upTo: Self.limit).readableBytesView)
            }
            group.addTask { [deadline] in
                try await Task.sleep(for: deadline)
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw HTTPClientError.deadlineExceeded }
            return answer
        }
    }
}

/// A call to another service that brought nothing.
package struct PeerError: ProblemConvertible, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        case noAddress
        case unreachable(String)
        case refused(status: Int)
    }

    package let service: ServiceName
    package let kind: Kind

    init(_ service: ServiceName, _ kind: Kind) {
        self.service = service
        self.kind = kind
    }

    package var description: String {
        switch kind {
        case .noAddress: "peers.\(service.rawValue).url is not set"
        case .unreachable(let reason): "\(service.rawValue) cannot be reached: \(reason)"
        case .refused(let status): "\(service.rawValue) answered \(status)"
        }
    }

    package var problem: Problem { .unavailable }
}

/// The registry's keys, fetched from the registry.
struct RegistryKeys: KeySource {
    let peers: PeerClient

    func fetch() async throws -> [UInt8] { try await peers.get(.registry, "/v1/keys") }

    func endedSessions() async throws -> EndedSessions {
        do {
            let answer = try await peers.get(.registry, EndedSessions.path)
            return try CanonicalJSON.decode(EndedSessions.self, from: answer)
        } catch let error as PeerError where error.kind == .refused(status: 404) {
            // A registry of an older version, whose tokens name no session.
            return .none
        }
    }
}
