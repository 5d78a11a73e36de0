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

    static func get(_ url: String) async throws -> String {
        let (status, text) = try await send(HTTPClientRequest(url: url))
        guard status == 200 else { throw BenchFault("\(url): \(status) \(text)") }
        return text
    }

    /// - Returns: status and body, whatever they are.
    static func post(
        _ url: String, authorization: String, _ body: String, mediaType: String = "application/json"
    ) async throws -> (status: UInt, body: String) {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers = ["authorization": authorization, "content-type": mediaType]
        request.body = .bytes(ByteBuffer(string: body))
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
