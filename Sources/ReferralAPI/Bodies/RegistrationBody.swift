import JSON
import Referrals

/// Solutions as JSON.
enum SolutionBody {
    static func write(_ solution: Solution, to json: inout JSONWriter) {
        json.object { json in members(solution, &json) }
    }

    private static func members(_ solution: Solution, _ json: inout JSONWriter) {
        json.member("id", solution.id.description)
        json.member("name", solution.name)
        json.member("registrationEligible", solution.isRegistrationEligible)
        json.member("version", solution.version)
        json.member("createdAt", solution.createdAt)
        json.member("updatedAt", solution.updatedAt)
    }

    static func bytes(_ solution: Solution) -> [UInt8] { JSONWriter.bytes { members(solution, &$0) } }
}

/// Registrations as their partners see them.
enum RegistrationBody {
    static func write(_ registration: Registration, to json: inout JSONWriter) {
        json.object { json in members(registration, &json) }
    }

    private static func members(_ registration: Registration, _ json: inout JSONWriter) {
        json.member("id", registration.id)
        json.member("engagementId", registration.engagementID)
        json.member("status", registration.state.rawValue)
        content(registration, for: .partner, &json)
    }

    /// What both sides are shown alike, but for what each may do.
    static func content(_ registration: Registration, for side: RegistrationSide, _ json: inout JSONWriter) {
        fields(registration.fields, &json)
        json.member("eligibleSolutions", registration.eligible.map(\.description))
        json.array("messages") { json in
            for message in registration.messages { write(message, to: &json) }
        }
        json.member("allowedActions", registration.state.allowedActions(of: side).map(\.rawValue))
        json.member("firstSubmittedAt", registration.firstSubmittedAt)
        json.member("submittedAt", registration.submittedAt)
        json.member("decidedAt", registration.decidedAt)
        json.member("createdAt", registration.createdAt)
        json.member("updatedAt", registration.updatedAt)
        json.member("version", registration.version)
    }

    private static func fields(_ fields: RegistrationFields, _ json: inout JSONWriter) {
        json.member("solutionId", fields.solutionID?.description)
        json.member("agreementType", fields.agreementType?.rawValue)
        json.member("contractValue", fields.contractValue)
        json.member("solutionValue", fields.solutionValue)
        json.member("deployment", fields.deployment?.rawValue)
        json.member("tenant", fields.tenant?.rawValue)
        json.member("signedOn", fields.signedOn)
        json.member("startsOn", fields.startsOn)
        json.member("endsOn", fields.endsOn)
        json.object("contact") { json in
            json.member("name", fields.contact.name)
            json.member("phone", fields.contact.phone?.text)
            json.member("email", fields.contact.email?.text)
        }
    }

    private static func write(_ message: RegistrationMessage, to json: inout JSONWriter) {
        json.object { json in
            json.member("from", message.side.rawValue)
            json.member("body", message.body)
            json.member("at", message.at)
        }
    }

    static func bytes(_ registration: Registration) -> [UInt8] { JSONWriter.bytes { members(registration, &$0) } }

    /// What the rules say.
    static func check(_ verdicts: [RegistrationVerdict]) -> [UInt8] {
        JSONWriter.bytes { json in
            json.member("eligible", verdicts.allSatisfy(\.passed))
            json.array("rules") { json in
                for verdict in verdicts {
                    json.object { json in
                        json.member("rule", verdict.rule.rawValue)
                        json.member("passed", verdict.passed)
                        json.member("detail", verdict.detail)
                        json.member("pointer", verdict.rule.pointer)
                    }
                }
            }
        }
    }
}

/// Registrations as reviewers see them: of the engagement no more than the customer's company and the partner's name.
enum ReviewBody {
    static func write(_ review: RegistrationReview, at now: Timestamp, to json: inout JSONWriter) {
        json.object { json in members(review, now, &json) }
    }

    private static func members(_ review: RegistrationReview, _ now: Timestamp, _ json: inout JSONWriter) {
        identity(review, &json)
        RegistrationBody.content(review.registration, for: .reviewer, &json)
        json.member("ageDays", review.registration.waitingDays(now.day))
    }

    private static func identity(_ review: RegistrationReview, _ json: inout JSONWriter) {
        json.member("id", review.registration.id)
        json.member("status", review.registration.state.rawValue)
        json.member("partnerName", review.partnerName)
        json.object("customer") { json in json.member("company", review.company) }
    }

    static func bytes(_ review: RegistrationReview, at now: Timestamp) -> [UInt8] {
        JSONWriter.bytes { members(review, now, &$0) }
    }

    /// The version, and a hash over what is shown besides: names of others, and how long it waits.
    static func tag(_ review: RegistrationReview, at now: Timestamp) -> EntityTag {
        let days = review.registration.waitingDays(now.day).map { "\($0)" } ?? "-"
        let shown = "\(days)\n\(review.company)\n\(review.partnerName)"
        return EntityTag(version: review.registration.version, variant: ContentHash.text(Array(shown.utf8)))
    }

    /// What may be the same deal.
    static func bytes(_ conflicts: [RegistrationConflict]) -> [UInt8] {
        JSONWriter.bytes { json in
            json.array("data") { json in
                for conflict in conflicts {
                    let registration = conflict.review.registration
                    json.object { json in
                        identity(conflict.review, &json)
                        json.member("solutionId", registration.fields.solutionID?.description)
                        json.member("signedOn", registration.fields.signedOn)
                        json.member("startsOn", registration.fields.startsOn)
                        json.member("submittedAt", registration.submittedAt)
                        json.member("decidedAt", registration.decidedAt)
                        json.member("why", conflict.why.map(\.rawValue))
                    }
                }
            }
        }
    }
}
