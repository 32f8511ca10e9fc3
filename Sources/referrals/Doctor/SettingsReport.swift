/// The settings as `serve` would take them, and what is wrong with them.
struct SettingsReport {
    /// What is set; nil when that is not valid.
    let configuration: Configuration?
    /// What is to be said of them.
    let diagnosis: Diagnosis

    /// Reads them from where `serve` would, which may have been given flags that nobody else sees.
    init(_ sources: SettingSources) {
        var diagnosis = Diagnosis("settings")
        do throws(ConfigurationError) {
            let (configuration, warnings) = try ConfigurationLoader(sources: sources).load()
            for warning in warnings { diagnosis.warn(warning) }
            self.configuration = configuration
        } catch {
            for fault in error.faults { diagnosis.fail("\(fault).") }
            configuration = nil
        }
        self.diagnosis = diagnosis
    }
}
