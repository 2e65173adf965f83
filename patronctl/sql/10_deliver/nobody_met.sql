-- Writes adoption, drift: empty, where the target was not asked who is there.
CREATE OR REPLACE TEMP TABLE adoption (patron_id BIGINT, remote_id VARCHAR, category VARCHAR, desired VARCHAR, held VARCHAR, refused VARCHAR);
CREATE OR REPLACE TEMP TABLE drift (patron_id BIGINT, field VARCHAR, before VARCHAR, now VARCHAR, kept BOOLEAN);
