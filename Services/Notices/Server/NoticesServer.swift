@main
enum NoticesServer {
    static func main() async throws {}
}
