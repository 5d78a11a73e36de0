import AsyncHTTPClient
import Foundation
import Glibc
import Model
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Calls the services of a district through its gateway, as one caller.
struct ServiceClient: Sendable {
    let address: DistrictAddress
    private var authorization: String?
    /// How long a call goes on trying while the district does not answer or is overloaded.
    ///
    /// A command that is sent again keeps its `Idempotency-Key`, so it is carried out once.
    var patience = Duration.zero
    /// The same for a command whose answer was lost.
    var lossPatience = Duration.seconds(60)
    /// How long one attempt may take to begin its answer, and each part of that to come.
    var attemptLimit = Duration.seconds(60)
    /// The same of what takes no time, such as making a token: a service that hangs is known by that.
    static let momentLimit = Duration.seconds(15)
    /// Tells people whom a call waits for; without it nobody is told.
    var talk: WaitingTalk?
    /// Whose certificates are trusted instead of those that the machine trusts.
    var roots: TLSConfiguration?

    /// The largest answer that is kept, in bytes.
    var answerLimit = 256 << 20

    init(_ address: DistrictAddress) { self.address = address }

    /// The same client with an access token, or without one.
    func bearing(_ token: String?) -> ServiceClient {
        var copy = self
        copy.authorization = token.map { "Bearer \($0)" }
        return copy
    }

    /// The same client, which waits no longer than so long for an attempt.
    func bounded(by limit: Duration?) -> ServiceClient {
        var copy = self
        if let limit { copy.attemptLimit = min(attemptLimit, limit) }
        return copy
    }

    /// The same client with the roles of somebody, by a token of the development issuer.
    ///
    /// With `ownerRef` it acts for the owner whom the roll calls so, else as whoever has the name.
    ///
    /// - Throws: `NoInternalKey`, `ServiceRefusal`, `ServiceUnreachable`.
    func acting(
        as roles: [Role], in community: CommunityID? = nil, ownerRef: String? = nil, named name: String = "cli"
    ) async throws -> ServiceClient {
        let wish = TokenWish(
            subject: ownerRef == nil ? name : nil, ownerRef: ownerRef, community: community,
            roles: roles.filter { $0 != .operator }, operator: roles.contains(.operator),
            lifetimeSeconds: 43_200)
        return bearing(try await token(wish))
    }

    /// The same client as a process of the district, by the internal key.
    ///
    /// - Throws: `NoInternalKey`
    func asPeer() throws -> ServiceClient {
        var peer = self
        peer.authorization = "Internal \(try address.internalKey())"
        return peer
    }

    /// An access token made by the development issuer.
    func token(_ wish: TokenWish) async throws -> String { try await issued(wish).token }

    /// The id of the owner whom the roll calls so, as the development issuer knows it.
    func ownerID(_ ref: String, in community: CommunityID) async throws -> OwnerID {
        let wish = TokenWish(
            subject: nil, ownerRef: ref, community: community, roles: [.owner], operator: false, lifetimeSeconds: 60)
        return try await issued(wish).owner()
    }

    private func issued(_ wish: TokenWish) async throws -> IssuedToken {
        let peer = try asPeer().bounded(by: Self.momentLimit)
        return try await peer.inquire(.registry, "/v1/tokens", wish).decode(IssuedToken.self)
    }

    // MARK: - Calls

    /// Why the gateway does not answer for itself, whatever becomes of the services behind it; nil where it does.
    ///
    /// - Throws: `CancellationError`
    func gatewayFault() async throws -> String? {
        var request = HTTPClientRequest(url: "\(address.url)/gateway/healthz")
        request.tlsConfiguration = roots
        do {
            let status = try await whole(request, nil).status
            return (200..<300).contains(status) ? nil : "it answers \(status) where a gateway says that it is well"
        } catch let error as CancellationError {
            throw error
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            return silence
        } catch {
            return TrustedRoots.fault(in: error) ?? "\(error)"
        }
    }

    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`.
    func get(_ service: ServiceName, _ path: ResourcePath) async throws -> Answer {
        try await call(service, .GET, path, content: nil, headers: [:])
    }

    /// Gets a file, however long it is: nobody keeps it.
    ///
    /// It is given to `take` part by part, which may need as long as it likes. There is one attempt: of a second one the
    /// beginning would come again.
    ///
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`; the latter also in the middle of the file.
    func get(
        _ service: ServiceName, _ path: ResourcePath, taking take: @escaping @Sendable ([UInt8]) -> Void
    ) async throws {
        _ = try await attempt(service, request(service, .GET, path), take)
    }

    /// Sends a command as JSON.
    ///
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`.
    func post(
        _ service: ServiceName, _ path: ResourcePath, _ body: some Encodable, key: String? = nil
    ) async throws -> Answer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try await post(service, path, try encoder.encode(body), mediaType: "application/json", key: key)
    }

    /// Sends a command without content.
    func post(_ service: ServiceName, _ path: ResourcePath) async throws -> Answer {
        try await post(service, path, EmptyBody())
    }

    /// Sends a file.
    ///
    /// - Throws: `ServiceRefusal`, `ServiceUnreachable`; the latter for a rehearsal of which nobody knows how it ended.
    func post(
        _ service: ServiceName, _ path: ResourcePath, _ content: Data, mediaType: String, key: String? = nil
    ) async throws -> Answer {
        let headers = ["content-type": mediaType, "idempotency-key": key ?? UUID().uuidString.lowercased()]
        do {
            return try await call(service, .POST, path, content: content, headers: headers)
        } catch let refusal as ServiceRefusal where refusal.isInDoubt && path.isRehearsal {
            throw ServiceUnreachable(refusal, at: address.url)
        }
    }

    /// Sends what stores nothing that matters, such as the wish for a token: without an answer nothing is in doubt.
    ///
    /// - Throws: `ServiceRefusal`; `ServiceUnreachable` also where the gateway answers in the place of the service.
    func inquire(
        _ service: ServiceName, _ path: ResourcePath, _ body: some Encodable, key: String? = nil
    ) async throws -> Answer {
        do {
            return try await post(service, path, body, key: key)
        } catch let refusal as ServiceRefusal where refusal.exitStatus == .unreachable {
            throw ServiceUnreachable(refusal, at: address.url)
        }
    }

    private func request(_ service: ServiceName, _ method: HTTPMethod, _ path: ResourcePath) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: "\(address.url)/\(service.rawValue)\(path.text)")
        request.method = method
        request.tlsConfiguration = roots
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        request.headers.add(name: "accept-language", value: Self.language)
        return request
    }

    private func call(
        _ service: ServiceName, _ method: HTTPMethod, _ path: ResourcePath, content: Data?, headers: [String: String]
    ) async throws -> Answer {
        var request = self.request(service, method, path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let content { request.body = .bytes(content) }
        guard let talk else { return try await attempts(service, request) }
        return try await talk.during(service) { [request] in try await attempts(service, request) }
    }

    private func attempts(_ service: ServiceName, _ request: HTTPClientRequest) async throws -> Answer {
        let end = ContinuousClock.now + patience
        var pause = Duration.milliseconds(50)
        while true {
            do {
                return try await attempt(service, request)
            } catch let failure as any Repeatable where failure.isWorthRepeating && .now + pause < end {
                try await Task.sleep(for: pause)
                pause = min(pause * 2, .seconds(1))
            }
        }
    }

    /// What the service answers to a call that it did is given to `take`, where there is one, and not to the caller.
    private func attempt(
        _ service: ServiceName, _ request: HTTPClientRequest, _ take: (@Sendable ([UInt8]) -> Void)? = nil
    ) async throws -> Answer {
        let answer: Answer
        do {
            answer = try await whole(request, take)
        } catch let error as CancellationError {
            throw error
        } catch let error as UnexpectedAnswer {
            throw error
        } catch let error as HTTPClientError where error == .deadlineExceeded {
            throw ServiceUnreachable(service: service, url: address.url, reason: silence, mayBeDone: true)
        } catch {
            let fault = TrustedRoots.fault(in: error)
            throw ServiceUnreachable(
                service: service, url: address.url, reason: fault ?? "\(error)",
                mayBeDone: Self.wasSent(before: error), isWorthRepeating: fault == nil)
        }
        guard (200..<300).contains(answer.status) else {
            throw ServiceRefusal(service: service, status: answer.status, body: answer.bytes)
        }
        return answer
    }

    private var silence: String { "it has said nothing for \(attemptLimit)" }

    /// Whether somebody was there, and may have taken the call, before the line broke.
    private static func wasSent(before error: any Error) -> Bool {
        switch error {
        case let error as HTTPClientError: [.remoteConnectionClosed, .readTimeout].contains(error)
        case let error as IOError: error.errnoCode == ECONNRESET || error.errnoCode == EPIPE
        default: error is HTTPParserError
        }
    }

    /// The answer to its end.
    ///
    /// The library's own limit ends with the answer's head. A long file may take as long as the line needs, but one that
    /// stops half way is not waited for.
    private func whole(
        _ request: HTTPClientRequest, _ take: (@Sendable ([UInt8]) -> Void)?
    ) async throws -> Answer {
        let heard = LastHeard()
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask { [attemptLimit, answerLimit] in
                let response = try await Self.http.execute(request, timeout: TimeAmount(attemptLimit))
                let status = Int(response.status.code)
                var bytes: [UInt8] = []
                for try await part in response.body {
                    if let take, (200..<300).contains(status) {
                        heard.pause()
                        take(Array(part.readableBytesView))
                    } else {
                        bytes.append(contentsOf: part.readableBytesView)
                    }
                    heard.note()
                    guard bytes.count <= answerLimit else {
                        throw UnexpectedAnswer(reason: "it is longer than \(answerLimit) bytes")
                    }
                }
                return Answer(status: status, bytes: bytes)
            }
            group.addTask { [attemptLimit] in
                while true {
                    let end = heard.moment + attemptLimit
                    guard end > .now else { throw HTTPClientError.deadlineExceeded }
                    try await Task.sleep(until: end, clock: .continuous)
                }
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw HTTPClientError.deadlineExceeded }
            return answer
        }
    }

    /// When something of an answer came last.
    private final class LastHeard: Sendable {
        private let state = Mutex<ContinuousClock.Instant?>(ContinuousClock.now)
        var moment: ContinuousClock.Instant { state.withLock { $0 ?? ContinuousClock.now } }
        func note() { state.withLock { $0 = ContinuousClock.now } }
        /// Until the next part is noted nobody waits for the service.
        func pause() { state.withLock { $0 = nil } }
    }

    /// Lives as long as the process.
    ///
    /// Unlike the library's own client it says at once when nobody listens, and leaves further attempts to `patience`.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = .seconds(5)
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }()

    private static let language = Surroundings.language()
}

/// What the development issuer is asked for.
struct TokenWish: Codable, Sendable {
    var subject: String?
    var ownerRef: String?
    var community: CommunityID?
    var roles: [Role]
    var `operator`: Bool
    var lifetimeSeconds: Int64
}

private struct IssuedToken: Decodable {
    let token: String
    let subject: String

    /// - Throws: `InvalidValue` where the token is nobody's on a roll.
    func owner() throws -> OwnerID { try OwnerID(parsing: subject) }
}

private struct EmptyBody: Encodable {}
