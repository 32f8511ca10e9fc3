// Named as https://prometheus.io/docs/instrumenting/writing_clientlibs#process-metrics has it.

import HTTPServer
import ReferralAPI
import Referrals

extension MetricsSource {
    /// What the process has used; what the system does not tell is left out.
    var process: [MetricFamily] {
        let figures = System.processFigures()
        let version: [MetricFamily.Label] = [("version", Main.version)]
        let families = [
            figures.processorSeconds.map {
                MetricFamily(
                    "process_cpu_seconds_total", .counter, "Processor time of all threads.", [.init([], .number($0))])
            },
            figures.residentBytes.map { .gauge("process_resident_memory_bytes", $0, "Memory that is there.") },
            figures.virtualBytes.map { .gauge("process_virtual_memory_bytes", $0, "Addresses that are taken.") },
            figures.openDescriptors.map { .gauge("process_open_fds", $0, "Descriptors that are open.") },
            figures.maximumDescriptors.map { .gauge("process_max_fds", $0, "Descriptors that may be open.") },
        ]
        return families.compactMap(\.self) + [
            MetricFamily(
                "process_start_time_seconds", .gauge, "When the process began, since 1970.",
                [.init([], .number(Double(meters.started.milliseconds) / 1_000))]),
            MetricFamily(
                "referrals_build_info", .gauge, "1, with the version as a label.",
                [.init(version, .integer(1))]),
        ]
    }
}
