import Ballots
import ServiceRuntime

@main
enum BallotsServer {
    static func main() async { await ServiceProcess.run(BallotsService.self) }
}
