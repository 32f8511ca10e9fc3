import JSON
import Referrals
import TestSupport
import Testing

// Contract section 3: the locations of a profile.

@Suite struct `A location` {
    private func draft() async throws -> (service: Service, key: String, path: String) {
        let service = try Service()
        let partner = try await service.partner()
        return (service, partner.key, "/v1/profiles/\(try await service.draftProfile(of: partner))")
    }

    @Test func `is one of five at most`() async throws {
        let (service, key, path) = try await draft()
        for index in 0..<5 {
            try await service.post("\(path)/locations", key, Body.location(city: "City \(index)")).expect(201)
        }
        try await service.post("\(path)/locations", key, Body.location()).expect(409, "limit_reached")
        let profile = try await service.get(path, key)
        #expect(profile["version"]?.integer == 6)
        let cities = try #require(profile["locations"]?.items).map { $0.at("address.city") }
        #expect(cities == (0..<5).map { .string("City \($0)") })
        let first = try profile.string("locations.0.id")
        try await service.delete("\(path)/locations/\(first)", key).expect(204)
        try await service.post("\(path)/locations", key, Body.location()).expect(201)
    }

    @Test func `is in the country of its profile`() async throws {
        let (service, key, path) = try await draft()
        try await service.post("\(path)/locations", key, Body.location("FR"))
            .expect(422, "validation_failed", ["/address/country invalid_value"])
        let id = try await service.post("\(path)/locations", key, Body.location()).string("id")
        try await service.patch("\(path)/locations/\(id)", key, #"{"address":{"country":"FR"}}"#)
            .expect(422, "validation_failed", ["/address/country invalid_value"])
        #expect(try await service.get(path, key)["version"]?.integer == 2)
    }

    @Test func `shares the tag of its profile`() async throws {
        let (service, key, path) = try await draft()
        let made = try await service.post("\(path)/locations", key, Body.location()).expect(201)
        let place = try made.requiredHeader("Location")
        #expect(place == "\(path)/locations/\(try made.string("id"))")
        #expect(made.header("ETag") == (try await service.get(path, key)).header("ETag"))
        #expect(try await service.get(place, key).body == made.body)
        let same = try await service.patch(place, key, #"{"name":"Head office","address":{"city":"Berlin"}}"#)
        #expect(same.expect(200).body == made.body && same.header("ETag") == made.header("ETag"))
        let changed = try await service.patch(place, key, #"{"name":"Branch"}"#).expect(200)
        #expect(changed.header("ETag") != made.header("ETag"))
        #expect(changed.header("ETag") == (try await service.get(path, key)).header("ETag"))
        try await service.patch(place, key, #"{"name":"X"}"#, headers: [("If-Match", "\"2\"")])
            .expect(412, "precondition_failed")
        try await service.delete(place, key, headers: [("If-Match", "\"3\"")]).expect(204)
        try await service.get(place, key).expect(404)
    }

    @Test func `merges address, contact and position`() async throws {
        let (service, key, path) = try await draft()
        let id = try await service.post(
            "\(path)/locations", key,
            """
            {"name":"L","address":{"addressLine1":"A 1","city":"Berlin","state":"BE","postalCode":"10115",\
            "country":"DE"},"latitude":52.520008,"longitude":-13.4,\
            "contact":{"name":"Sue","email":"sue@fabrikam.example","phone":"+49 30 12345"}}
            """
        ).expect(201).string("id")
        let place = "\(path)/locations/\(id)"
        let merged = try await service.patch(
            place, key, #"{"address":{"addressLine1":null,"city":"Bonn"},"contact":{"name":"Bo"},"latitude":-0.5}"#
        ).expect(200)
        #expect(merged["address.addressLine1"] == .null && merged["address.city"] == .string("Bonn"))
        #expect(merged["address.postalCode"] == .string("10115"))
        #expect(merged["contact.name"] == .string("Bo") && merged["contact.phone"] == .string("+493012345"))
        #expect(merged.text.contains(#""latitude":-0.5,"longitude":-13.4,"#))
        try await service.patch(place, key, #"{"latitude":null}"#)
            .expect(422, "validation_failed", ["/latitude required"])
        let cleared = try await service.patch(
            place, key, #"{"latitude":null,"longitude":null,"contact":{"phone":null}}"#
        ).expect(200)
        #expect(cleared["latitude"] == .null && cleared["contact.phone"] == .null)
        try await service.patch(
            place, key,
            #"{"id":"x","name":null,"address":{"city":null,"country":null},"contact":{"name":null,"email":null}}"#
        ).expect(
            422, "validation_failed",
            [
                "/id read_only", "/name required", "/address/city required", "/address/country required",
                "/contact/name required", "/contact/email required",
            ])
        try await service.patch(place, key, #"{"address":null,"contact":null}"#)
            .expect(422, "validation_failed", ["/address required", "/contact required"])
    }

    @Test(arguments: [
        ("{}", ["/name required", "/address required", "/contact required"]),
        (
            #"{"name":"L","address":{},"contact":{}}"#,
            [
                "/address/city required", "/address/country required", "/contact/name required",
                "/contact/email required",
            ]
        ),
    ])
    func `refuses what it can't be made of`(body: String, faults: [String]) async throws {
        let (service, key, path) = try await draft()
        try await service.post("\(path)/locations", key, body).expect(422, "validation_failed", faults)
    }

    @Test(arguments: [
        (#""latitude":1,"contact":{"name":"S","email":"a@b.example"}"#, ["/longitude required"]),
        (
            #""latitude":90.1,"longitude":-181,"contact":{"name":"S","email":"a"}"#,
            ["/latitude out_of_range", "/longitude out_of_range", "/contact/email invalid_value"]
        ),
        (
            #""contact":{"name":"S","email":"a@b.example","phone":"12","title":"T"}"#,
            ["/contact/phone invalid_value", "/contact/title unknown_member"]
        ),
    ])
    func `refuses a position or a contact that can't be`(members: String, faults: [String]) async throws {
        let (service, key, path) = try await draft()
        let body = #"{"name":"L","address":{"city":"B","country":"DE"},\#(members)}"#
        try await service.post("\(path)/locations", key, body).expect(422, "validation_failed", faults)
    }

    @Test func `of another profile is not found below this one`() async throws {
        let service = try Service()
        let partner = try await service.partner()
        let (one, two) = (try await service.profile(of: partner), try await service.profile(of: partner, country: "FR"))
        let location = try await service.location(of: two)
        try await service.get("/v1/profiles/\(one)/locations/\(location)", partner.key).expect(404)
        try await service.patch("/v1/profiles/\(one)/locations/\(location)", partner.key, "{}").expect(404)
        try await service.delete("/v1/profiles/\(one)/locations/\(location)", partner.key).expect(404)
    }
}
