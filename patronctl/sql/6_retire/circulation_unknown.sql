-- Writes circulation, empty, and circulation_absence: nothing is known about anybody.
CREATE OR REPLACE TEMP TABLE circulation (patron_id BIGINT, checkouts INTEGER, fines_cents BIGINT, known BOOLEAN);

CREATE OR REPLACE TEMP TABLE circulation_absence AS SELECT false AS means_none;
