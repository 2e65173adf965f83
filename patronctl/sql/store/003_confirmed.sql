-- Writes store.confirmed, store.target: what each library system last acknowledged of each patron, so that a delivery is a difference.
-- `sent` is what it acknowledged, `held` how it stored that; both are JSON objects of the delivered fields. A patron who was deleted
-- here keeps their row until they are deleted there.
CREATE TABLE store.confirmed (
    target VARCHAR NOT NULL,
    patron_id BIGINT NOT NULL,
    remote_id VARCHAR NOT NULL,
    inactive BOOLEAN NOT NULL,
    category VARCHAR NOT NULL,
    sent VARCHAR NOT NULL,
    held VARCHAR NOT NULL,
    expiry_before VARCHAR,
    confirmed_at TIMESTAMP NOT NULL
);

CREATE TABLE store.target (
    target VARCHAR NOT NULL,
    delivered_at TIMESTAMP,
    refreshed_at TIMESTAMP,
    in_step_at TIMESTAMP,
    behind BIGINT NOT NULL,
    outcome VARCHAR NOT NULL,
    error VARCHAR
);
