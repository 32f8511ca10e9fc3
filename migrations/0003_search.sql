-- What a search for providers reads. All of it follows from profiles, partners and engagements: it is kept in the
-- transactions that change those, and filled from them when a database that lacks it is opened.

-- Exactly the active profiles of active partners. `sizes` has a bit for each customer size served, 0 for all of them.
CREATE TABLE listings (
    row INTEGER PRIMARY KEY,
    profile_id BLOB NOT NULL UNIQUE CHECK (length(profile_id) = 16),
    partner_id BLOB NOT NULL CHECK (length(partner_id) = 16),
    name_key TEXT NOT NULL,
    sizes INTEGER NOT NULL
) STRICT;

CREATE TABLE listing_places (
    listing INTEGER NOT NULL REFERENCES listings (row),
    location_id BLOB NOT NULL CHECK (length(location_id) = 16),
    city_key TEXT NOT NULL,
    latitude INTEGER,
    longitude INTEGER,
    PRIMARY KEY (listing, location_id),
    CHECK ((latitude IS NULL) = (longitude IS NULL))
) STRICT, WITHOUT ROWID;

-- `kind` is 0 industry, 1 product, 2 service, 3 solution, 4 country, 5 language (each of its prefixes too).
CREATE TABLE listing_tags (
    kind INTEGER NOT NULL CHECK (kind BETWEEN 0 AND 5),
    tag TEXT NOT NULL,
    listing INTEGER NOT NULL REFERENCES listings (row),
    PRIMARY KEY (kind, tag, listing)
) STRICT, WITHOUT ROWID;
CREATE INDEX listing_tags_listing ON listing_tags (listing);

-- rowid = listing.
CREATE VIRTUAL TABLE listing_text USING fts5 (name, tags, keywords, tokenize = 'unicode61 remove_diacritics 2');

-- Sums over the engagements of a partner: how many were answered or expired, with millionths of credit for speed; how
-- many were accepted, with eighths of credit for what was reported of them.
CREATE TABLE partner_signals (
    partner_id BLOB PRIMARY KEY CHECK (length(partner_id) = 16),
    answers INTEGER NOT NULL CHECK (answers >= 0),
    speed INTEGER NOT NULL CHECK (speed >= 0),
    accepted INTEGER NOT NULL CHECK (accepted >= 0),
    reporting INTEGER NOT NULL CHECK (reporting >= 0)
) STRICT, WITHOUT ROWID;

-- How many requests with a trait a partner accepted and declined. `facet` is 0 industry, 1 product, 2 service,
-- 3 solution, 4 size, 5 country of the customer.
CREATE TABLE partner_fit (
    facet INTEGER NOT NULL CHECK (facet BETWEEN 0 AND 5),
    value TEXT NOT NULL,
    partner_id BLOB NOT NULL CHECK (length(partner_id) = 16),
    accepted INTEGER NOT NULL CHECK (accepted >= 0),
    declined INTEGER NOT NULL CHECK (declined >= 0),
    PRIMARY KEY (facet, value, partner_id)
) STRICT, WITHOUT ROWID;
