extension EngagementService {
    /// Adds a note, in any state. Notes are no change of the engagement: `condition` is judged against it all the same.
    public func addNote(
        to id: ID<Engagement>, if condition: VersionCondition, body: String
    ) throws(ReferralError) -> Note {
        let engagement = try found(id, condition)
        try checkNotes(of: engagement)
        return try insertNote(body, of: engagement)
    }

    /// Changes a note's text; nothing is recorded when nothing changes.
    public func updateNote(
        _ id: ID<Note>, of engagement: ID<Engagement>, if condition: VersionCondition, _ patch: NotePatch
    ) throws(ReferralError) -> Note {
        let (owner, note) = try found(id, of: engagement, condition)
        guard let body = patch.body, body != note.body else { return note }
        var changed = note
        changed.body = body
        changed.editedAt = store.now
        changed.version += 1
        try store.update(changed, of: engagement)
        try record(.noteUpdated, .note(id), owner)
        return changed
    }

    /// Removes a note.
    public func removeNote(
        _ id: ID<Note>, of engagement: ID<Engagement>, if condition: VersionCondition
    ) throws(ReferralError) {
        let (owner, _) = try found(id, of: engagement, condition)
        try store.deleteNote(id, of: engagement)
        try record(.noteRemoved, .note(id), owner)
    }

    func insertNote(_ body: String, of engagement: Engagement) throws(ReferralError) -> Note {
        let note = Note(id: store.newID(), body: body, author: cause.actor.name, createdAt: store.now)
        try store.insert(note, of: engagement.id)
        try record(.noteAdded, .note(note.id), engagement)
        return note
    }

    private func checkNotes(of engagement: Engagement) throws(ReferralError) {
        guard engagement.state.after(.changeNotes) != nil else {
            throw .engagementTransition(state: engagement.state)
        }
    }

    private func found(
        _ id: ID<Note>, of engagement: ID<Engagement>, _ condition: VersionCondition
    ) throws(ReferralError) -> (Engagement, Note) {
        let owner = try found(engagement)
        guard let note = try store.note(id, of: engagement) else { throw .notFound }
        try condition.check(note.tag)
        try checkNotes(of: owner)
        return (owner, note)
    }
}
