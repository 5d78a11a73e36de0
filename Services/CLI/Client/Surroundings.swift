import Foundation

/// What the environment says where no option does.
enum Surroundings {
    /// A variable; one that is empty, as when the command behind `export TONGTI_TOKEN=$(…)` has failed, says nothing.
    static func variable(
        _ name: String, in environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The language that services are asked to answer in, by the variables that POSIX has for that.
    static func language(in environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].compactMap { variable($0, in: environment) }.first
        return locale?.hasPrefix("zh") == true ? "zh-CN" : "en"
    }
}
