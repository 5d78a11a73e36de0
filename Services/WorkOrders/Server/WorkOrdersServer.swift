@main
enum WorkOrdersServer {
    static func main() async throws {}
}
