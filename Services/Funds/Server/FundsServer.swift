@main
enum FundsServer {
    static func main() async throws {}
}
