import Registry
import ServiceRuntime

@main
enum RegistryServer {
    static func main() async { await ServiceProcess.run(RegistryService.self) }
}
