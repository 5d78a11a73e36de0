import AsyncHTTPClient
import Foundation
import LocalDistrict
import Model
import NIOCore
import NIOHTTP1
import Testing

@testable import tongti

/// One request to a service of the running suite's district, past the gateway and its limits.
struct Visit {
    let service: ServiceName
    let method: String
    let path: String
    var authorization: String?
    var content: (mediaType: String, bytes: [UInt8])?

    init(_ service: ServiceName, _ method: String, _ path: String, authorization: String? = nil) {
        self.service = service
        self.method = method
        self.path = path
        self.authorization = authorization
    }

    struct Answered {
        let status: Int
        let body: [UInt8]

        /// The slug of a problem, such as `role-required`.
        var slug: String? {
            let type = try? Answer(status: status, bytes: body).json()["type"].string
            return type?.split(separator: ":").last.map(String.init)
        }
    }

    /// The answer; of one without an end, only that it began.
    func answer() async throws -> Answered {
        var request = HTTPClientRequest(url: try SuiteDistrict.current.url(of: service) + path)
        request.method = HTTPMethod(rawValue: method)
        if let authorization { request.headers.add(name: "authorization", value: authorization) }
        if let content {
            request.headers.add(name: "content-type", value: content.mediaType)
            request.body = .bytes(content.bytes)
        }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
        if response.headers.first(name: "content-type")?.hasPrefix("text/event-stream") == true {
            return Answered(status: Int(response.status.code), body: [])
        }
        let body = try await response.body.collect(upTo: 64 << 20)
        return Answered(status: Int(response.status.code), body: Array(body.readableBytesView))
    }
}
