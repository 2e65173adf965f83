-- Writes circulation, empty: with policy.absent_means_none off, circulation is unknown for everybody.
CREATE OR REPLACE TEMP TABLE circulation (patron_id BIGINT, checkouts INTEGER, fines_cents BIGINT, known BOOLEAN);
