-- Solutions that the operator knows, and what partners register of deals that they won with an eligible one.

-- Registrations and tags name solutions by their id, whether they are known or not: no foreign keys.
CREATE TABLE solutions (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    eligible INTEGER NOT NULL CHECK (eligible IN (0, 1)),
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- `state` is 0 incomplete, 1 inReview, 2 actionRequired, 3 approved, 4 rejected. `company_key` and `email_domain` are
-- the customer's, by which other registrations for the same one are found.
CREATE TABLE registrations (
    row INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    engagement INTEGER NOT NULL UNIQUE REFERENCES engagements (row),
    partner_id BLOB NOT NULL REFERENCES partners (id),
    company_key TEXT NOT NULL,
    email_domain TEXT,
    eligible TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),
    solution_id TEXT,
    agreement_type TEXT CHECK (agreement_type IN ('new', 'renewal')),
    contract_value INTEGER CHECK (contract_value >= 0),
    contract_currency TEXT,
    solution_value INTEGER CHECK (solution_value >= 0),
    solution_currency TEXT,
    deployment TEXT CHECK (deployment IN ('azure', 'other')),
    tenant TEXT CHECK (tenant IN ('customer', 'partner')),
    signed_on INTEGER,
    starts_on INTEGER,
    ends_on INTEGER,
    contact_name TEXT,
    contact_phone TEXT,
    contact_email TEXT,
    first_submitted_at INTEGER,
    submitted_at INTEGER,
    decided_at INTEGER,
    version INTEGER NOT NULL CHECK (version >= 1),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK ((contract_value IS NULL) = (contract_currency IS NULL)),
    CHECK ((solution_value IS NULL) = (solution_currency IS NULL)),
    CHECK ((state = 0) = (submitted_at IS NULL)),
    CHECK ((state = 0) = (first_submitted_at IS NULL)),
    CHECK ((state >= 3) = (decided_at IS NOT NULL))
) STRICT;

-- The queue of reviewers is a walk per state; a list of several states merges the walks.
CREATE INDEX registrations_queue ON registrations (state, submitted_at) WHERE state > 0;
CREATE INDEX registrations_partner ON registrations (partner_id, state, submitted_at) WHERE state > 0;
CREATE INDEX registrations_company ON registrations (company_key) WHERE state > 0;
CREATE INDEX registrations_domain ON registrations (email_domain) WHERE state > 0 AND email_domain IS NOT NULL;

CREATE TABLE registration_messages (
    registration INTEGER NOT NULL REFERENCES registrations (row),
    seq INTEGER NOT NULL CHECK (seq >= 1),
    side TEXT NOT NULL CHECK (side IN ('partner', 'reviewer')),
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (registration, seq)
) STRICT, WITHOUT ROWID;

-- An engagement knows its registration, so that showing it costs no look-up. Without one, none is required.
ALTER TABLE engagements DROP COLUMN registration_required;
ALTER TABLE engagements ADD COLUMN registration_id BLOB CHECK (length(registration_id) = 16);
ALTER TABLE engagements ADD COLUMN registration_state INTEGER
    CHECK ((registration_id IS NULL) = (registration_state IS NULL) AND (registration_id IS NULL OR state = 2));
