import Referrals

/// Every route of the service. `openapi.yaml` is held against this table, both ways.
enum Routes {
    static let all: [Route] =
        ServiceHandlers.routes + KeyHandlers.routes + PartnerHandlers.routes + ProfileHandlers.routes
        + LocationHandlers.routes + ProviderHandlers.routes + RFIHandlers.routes + EngagementHandlers.routes
        + ContactHandlers.routes + NoteHandlers.routes + InsightHandlers.routes + EventHandlers.routes
        + NotificationHandlers.routes + SolutionHandlers.routes + RegistrationHandlers.routes
        + ReviewHandlers.routes + WebhookHandlers.routes + DeliveryHandlers.routes + MetricsHandlers.routes
}

extension Route.Access {
    static let everybody = Route.Access.roles(Role.Kind.allCases)
    static let operators = Route.Access.roles([.operator])
    static let partners = Route.Access.roles([.operator, .partner])
    static let owners = Route.Access.roles([.operator, .partner, .marketplace])
    static let reviewers = Route.Access.roles([.operator, .reviewer])
    static let marketplaces = Route.Access.roles([.operator, .marketplace])
}
