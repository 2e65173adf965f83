-- Writes store.sighting, store.job_state: what a record reads like in the feed, so that one that reads the same next time needs no conversion.
-- feed_hash NULL: the record is converted again next time, because something was said of it or a part of it was refused.
ALTER TABLE store.sighting ADD COLUMN feed_hash UBIGINT;

-- What the conversion was made of when the hashes were taken; by any other they say nothing.
ALTER TABLE store.job_state ADD COLUMN read_by VARCHAR;
