import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// HTTP as the goals need it: straight to a service, every refusal an error.
enum Calls {
    static func isOK(_ url: String) async throws -> Bool {
        do {
            return try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(1)).status == .ok
        } catch let error as CancellationError {
            throw error
        } catch {
            return false
        }
    }

    /// - Returns: status and body, whatever they are.
    static func answer(to url: String) async throws -> (status: UInt, body: String) {
        try await send(HTTPClientRequest(url: url))
    }

    /// Fetches an answer of up to 1 GiB into a file.
    ///
    /// - Returns: how many bytes it has.
    static func download(_ url: String, authorization: String, to file: String) async throws -> Int {
        var request = HTTPClientRequest(url: url)
        request.headers = ["authorization": authorization]
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(600))
        guard response.status == .ok else { throw BenchFault("\(url): \(response.status)") }
        let body = try await response.body.collect(upTo: 1 << 30)
        try Data(body.readableBytesView).write(to: URL(filePath: file))
        return body.readableBytes
    }

    /// `authorization` is the value of the field, where there is to be one.
    static func get(_ url: String, authorization: String? = nil) async throws -> String {
        var request = HTTPClientRequest(url: url)
        if let authorization { request.headers = ["authorization": authorization] }
        let (status, text) = try await send(request)
        guard status == 200 else { throw BenchFault("\(url): \(status) \(text)") }
        return text
    }

    /// A counter of `/metrics`, all its series added up; zero before it is first incremented.
    static func counter(_ name: String, at service: String) async throws -> Double {
        let text = try await get("\(service)/metrics")
        var sum = 0.0
        for line in text.split(separator: "\n") where line.hasPrefix(name) {
            let rest = line.dropFirst(name.count)
            guard rest.first == " " || rest.first == "{", let value = line.split(separator: " ").last else { continue }
            sum += Double(value) ?? 0
        }
        return sum
    }

    /// - Returns: status and body, whatever they are.
    static func post(
        _ url: String, authorization: String, _ body: String, mediaType: String = "application/json"
    ) async throws -> (status: UInt, body: String) {
        try await post(url, authorization: authorization, ByteBuffer(string: body), mediaType: mediaType)
    }

    /// `key` is sent as `Idempotency-Key`.
    static func post(
        _ url: String, authorization: String, _ body: ByteBuffer, mediaType: String, key: String? = nil
    ) async throws -> (status: UInt, body: String) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = ["authorization": authorization, "content-type": mediaType]
        if let key { request.headers.add(name: "idempotency-key", value: key) }
        request.body = .bytes(body)
        return try await send(request)
    }

    /// - Throws: `BenchFault` with the answer when it is no success.
    @discardableResult
    static func command(
        _ url: String, authorization: String, _ body: String, mediaType: String = "application/json"
    ) async throws -> String {
        let (status, text) = try await post(url, authorization: authorization, body, mediaType: mediaType)
        guard (200..<300).contains(status) else { throw BenchFault("\(url): \(status) \(text)") }
        return text
    }

    private static func send(_ request: HTTPClientRequest) async throws -> (status: UInt, body: String) {
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        let body = try await response.body.collect(upTo: 64 << 20)
        return (response.status.code, String(buffer: body))
    }
}
