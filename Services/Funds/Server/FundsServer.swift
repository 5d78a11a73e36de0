import Funds
import ServiceRuntime

@main
enum FundsServer {
    static func main() async {
        await ServiceProcess.run(FundsService.self)
    }
}
