import ReferralStore
import Referrals

/// Whether the clock agrees with what was recorded. The time of the service never goes back behind that, so a clock
/// that was once ahead makes it stand still.
enum ClockExam {
    /// What one machine may be behind another one.
    private static let tolerance = TimeSpan.seconds(5)

    static func look(at database: String, now: @Sendable () -> Timestamp) -> Diagnosis {
        var diagnosis = Diagnosis("clock")
        do throws(StoreError) {
            // First the database: it may be served.
            let newest = try Bystander.newestInstant(in: database)
            judge(newest, now(), &diagnosis)
        } catch { diagnosis.fail("\(error)") }
        return diagnosis
    }

    private static func judge(_ newest: Timestamp?, _ now: Timestamp, _ diagnosis: inout Diagnosis) {
        guard let newest else { return }
        diagnosis.detail = "\(now), the last change was \(Amount.age(now - newest)) ago."
        let lead = newest - now
        guard lead > tolerance else { return }
        let words =
            "It is \(now), and the last change was recorded at \(newest), \(Amount.age(lead)) ahead: until then the "
            + "time of the service stands still."
        if lead > .days(1) {
            diagnosis.fail("\(words) Set the clock; if it is right, restore a backup from before it was wrong.")
        } else {
            diagnosis.warn("\(words) Set the clock, or wait.")
        }
    }
}
