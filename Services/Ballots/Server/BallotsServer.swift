@main
enum BallotsServer {
    static func main() async throws {}
}
