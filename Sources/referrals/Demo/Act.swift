import Referrals

/// One recipient of a customer's request, by their numbers.
struct Part: Sendable, Hashable {
    let demand: Int
    let recipient: Int
}

/// Something that somebody in the demo does.
enum Act: Sendable {
    case submit(Int, Demand)
    case accept(Part, Acceptance)
    case decline(Part, Refusal)
    case note(Part, String)
    case contact(Part, ContactDetails)
    case edit(Part, EngagementEdit)
    case win(Part, Win)
    case lose(Part, Refusal)
    /// The customer takes it back.
    case withdraw(Int)
    /// Whoever was asked in place of others accepts, or declines when there is no name for the deal.
    case answerOthers(Int, Acceptance?)
}
