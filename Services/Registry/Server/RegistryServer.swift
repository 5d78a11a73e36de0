@main
enum RegistryServer {
    static func main() async throws {}
}
