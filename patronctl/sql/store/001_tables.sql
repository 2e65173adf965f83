-- Writes the tables of an empty patron store. Times are UTC; dates are days in the district's time zone.
CREATE TABLE store.schema_version (version INTEGER NOT NULL);

-- One row per patron. An empty field is NULL. The password's fingerprint can be compared, never read back.
-- Values that nearly everybody has alone make no dictionary: zstd writes them in half the time, and they are read as fast.
{% set own = ("barcode", "district_id", "username", "email_1", "email_2", "address_1_line_1", "address_1_phone_1") %}
CREATE TABLE store.patron (
    patron_id BIGINT NOT NULL,
{% for field in fields %}
    {{ field.name | ident }} {% if field.kind == "date" %}DATE{% elif field.kind == "boolean" %}BOOLEAN{% else %}VARCHAR{% if field.name in own %} USING COMPRESSION zstd{% endif %}{% endif %},
{% endfor %}
    password_fingerprint VARCHAR,
    inactive_since DATE,
    username_before VARCHAR,
    job VARCHAR NOT NULL,
    first_seen TIMESTAMP NOT NULL,
    revision INTEGER NOT NULL
);

-- Who stood in whose feed. seen_until NULL: in the job's latest update, whose time is in job_state; so a night on
-- which everybody is seen again writes one row, not a million. record_hash NULL: the record was not applied as it is
-- (skipped, or a part of it refused) and is looked at again next time, changed or not.
CREATE TABLE store.sighting (
    job VARCHAR NOT NULL,
    patron_id BIGINT NOT NULL,
    record_hash UBIGINT,
    revision INTEGER,
    seen_until TIMESTAMP
);

CREATE TABLE store.job_state (
    job VARCHAR NOT NULL,
    last_run_id VARCHAR NOT NULL,
    last_update_at TIMESTAMP NOT NULL,
    last_full_at TIMESTAMP,
    last_full_records_read BIGINT,
    properties_sha256 VARCHAR NOT NULL,
    source_sha256 VARCHAR NOT NULL,
    hashed_by VARCHAR NOT NULL
);

-- Patron types that feeds brought and that district.yaml doesn't list.
CREATE TABLE store.patron_type (name VARCHAR NOT NULL, run_id VARCHAR NOT NULL);

-- One row per change. before and after are JSON objects of the fields that changed. An added patron's row has
-- neither: what was added is the patron, until a later row says otherwise.
CREATE TABLE store.history (
    run_id VARCHAR NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    patron_id BIGINT NOT NULL,
    action VARCHAR NOT NULL,
    reason VARCHAR,
    rule VARCHAR,
    before VARCHAR,
    after VARCHAR,
    decided_by VARCHAR
);

-- What remains of a deleted patron, for as long as the district says.
CREATE TABLE store.tombstone (
    patron_id BIGINT NOT NULL,
    district_id VARCHAR,
    site VARCHAR,
    barcode VARCHAR,
    deleted_at TIMESTAMP NOT NULL,
    rule VARCHAR NOT NULL,
    reason VARCHAR,
    run_id VARCHAR NOT NULL
);

-- One row per load that was committed: after a crash it tells the old store from the new one.
CREATE TABLE store.load (
    run_id VARCHAR NOT NULL,
    job VARCHAR NOT NULL,
    update_kind VARCHAR NOT NULL,
    happened_at TIMESTAMP NOT NULL,
    committed_at TIMESTAMP NOT NULL,
    digest VARCHAR NOT NULL,
    records_read BIGINT NOT NULL
);
