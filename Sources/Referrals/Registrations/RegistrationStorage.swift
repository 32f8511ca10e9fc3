/// What solutions and registrations are read by.
public protocol RegistrationReader {
    /// A known solution.
    func solution(_ id: SolutionID) throws(ReferralError) -> Solution?
    /// The known solutions, in the order of their ids.
    func solutions(_ page: PageRequest<SolutionID>) throws(ReferralError) -> Page<Solution, SolutionID>

    /// The registration of an engagement, in whatever state.
    func registration(of engagement: ID<Engagement>, _ scope: Scope) throws(ReferralError) -> Registration?
    /// A registration that was submitted.
    func review(_ id: ID<Registration>, _ scope: Scope) throws(ReferralError) -> RegistrationReview?
    /// Registrations that were submitted, by their last submission.
    func registrations(
        _ query: RegistrationQuery, _ scope: Scope, _ page: PageRequest<RegistrationKey>
    ) throws(ReferralError) -> Page<RegistrationReview, RegistrationKey>
    /// Other registrations that were submitted for the same customer, by any partner: those with most in common first,
    /// then the newest; 50 at most, of the 200 newest with the same company and with the same domain. Nobody but
    /// reviewers and operators gets any.
    func conflicts(with id: ID<Registration>, _ scope: Scope) throws(ReferralError) -> [RegistrationConflict]
}

/// What solutions and registrations are changed by.
public protocol RegistrationTransaction: RegistrationReader {
    /// Adds a solution or writes its members.
    func put(_ solution: Solution) throws(ReferralError)
    /// Deletes a solution.
    func deleteSolution(_ id: SolutionID) throws(ReferralError)

    /// Adds a registration of an engagement that is there.
    func insert(_ registration: Registration, for customer: CustomerTraits) throws(ReferralError)
    /// Writes a registration's members and adds its new messages; `old` is what was read in this transaction.
    func update(_ registration: Registration, from old: Registration) throws(ReferralError)
}
