import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Asks a server of this machine whether it is there.
enum HTTPProbe {
    /// Whether `GET path` is answered with 200 within a second.
    static func succeeds(port: Int, path: String) async -> Bool {
        do {
            let request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
            let response = try await HTTPClient.shared.execute(request, timeout: .seconds(1))
            return response.status == .ok
        } catch {
            // Refused, reset, too slow: whatever it is, the server is not ready, and the caller asks again.
            return false
        }
    }
}
