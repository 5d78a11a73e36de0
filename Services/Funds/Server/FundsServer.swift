import Funds
import ServiceRuntime

@main
enum FundsServer {
    static func main() async throws {
        try await ServiceProcess.run(FundsService.self)
    }
}
