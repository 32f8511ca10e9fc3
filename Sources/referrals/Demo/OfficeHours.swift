import Referrals

extension Timestamp {
    /// This instant, or the next one at which people in that zone are at work: on weekdays, about 8 to 18 o'clock.
    func atWork(_ offset: Int, _ random: inout SeededGenerator) -> Timestamp {
        let local = self + .hours(Int64(offset))
        let sinceMidnight = local - local.day.start
        let opening = TimeSpan.minutes(Int64(random.number(450...560)))
        // 1970-01-01 was a Thursday.
        let weekday = (local.day.number + 3) % 7
        if weekday < 5, sinceMidnight >= opening, sinceMidnight < .hours(18) { return self }
        let isEarly = weekday < 5 && sinceMidnight < opening
        let days = isEarly ? 0 : weekday < 4 ? 1 : 7 - weekday
        let later = TimeSpan.milliseconds(Int64(random.number(0...5_400_000)))
        return local.day.adding(days: days).start + opening + later - .hours(Int64(offset))
    }

    /// So many hours later, not to the second.
    func after(hours: Double, _ random: inout SeededGenerator) -> Timestamp {
        self + .milliseconds(Int64(hours * 3_600_000) + Int64(random.number(0...59_999)))
    }
}
