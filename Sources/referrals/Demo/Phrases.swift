/// What partners write.
enum Phrases {
    static let notes = [
        "Called, meeting next week.", "They compare three offers.", "Sent the proposal, answer expected on Friday.",
        "Demo went well; the finance team wants to see it too.", "Budget is approved, the date is not.",
        "Asked for two references.", "Their IT wants to know about backups.", "Workshop planned with six people.",
        "Waiting for the signature of the managing director.", "Offer revised, smaller first step.",
    ]
    static let wins = [
        "Contract signed.", "Order received, start next month.", "Two-year contract, option for a third.",
    ]
    static let refusals = [
        "We are booked until the end of the quarter.", "Not what we do, sorry.", "Too far away for visits on site.",
        "Our smallest project is larger than this.",
    ]
    static let roles = ["decides", "buyer", "IT", "finance", "project lead", "user"]
}
