import ServiceRuntime
import WorkOrders

@main
enum WorkOrdersServer {
    static func main() async throws {
        try await ServiceProcess.run(WorkOrdersService.self)
    }
}
