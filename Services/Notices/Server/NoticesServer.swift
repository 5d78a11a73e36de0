import Notices
import ServiceRuntime

@main
enum NoticesServer {
    static func main() async throws {
        try await ServiceProcess.run(NoticesService.self)
    }
}
