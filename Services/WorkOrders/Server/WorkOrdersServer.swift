import ServiceRuntime
import WorkOrders

@main
enum WorkOrdersServer {
    static func main() async {
        await ServiceProcess.run(WorkOrdersService.self)
    }
}
