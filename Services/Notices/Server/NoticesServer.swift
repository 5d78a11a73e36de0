import Notices
import ServiceRuntime

@main
enum NoticesServer {
    static func main() async {
        await ServiceProcess.run(NoticesService.self)
    }
}
