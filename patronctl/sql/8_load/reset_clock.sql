-- Writes the moments of store.load, job_state, sighting, patron and tombstone: those later than this run's clock, which a run with a clock
-- far ahead left, become the run's own; otherwise no run before that day could follow, and nobody would count as unseen until then.
UPDATE store.load SET happened_at = {{ as_of | param }} WHERE happened_at > {{ as_of | param }};

UPDATE store.job_state
SET last_update_at = least(last_update_at, {{ as_of | param }}), last_full_at = CASE WHEN last_full_at IS NOT NULL THEN least(last_full_at, {{ as_of | param }}) END
WHERE last_update_at > {{ as_of | param }} OR last_full_at > {{ as_of | param }};

UPDATE store.sighting SET seen_until = {{ as_of | param }} WHERE seen_until > {{ as_of | param }};

UPDATE store.patron
SET first_seen = least(first_seen, {{ as_of | param }}), inactive_since = CASE WHEN inactive_since IS NOT NULL THEN least(inactive_since, {{ today | param }}) END
WHERE first_seen > {{ as_of | param }} OR inactive_since > {{ today | param }};

UPDATE store.tombstone SET deleted_at = {{ as_of | param }} WHERE deleted_at > {{ as_of | param }};
