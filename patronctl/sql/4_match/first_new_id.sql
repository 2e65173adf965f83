-- Reads store.patron and store.tombstone: the first patron number that was never given away.
SELECT greatest(
    (SELECT coalesce(max(patron_id), 0) FROM store.patron),
    (SELECT coalesce(max(patron_id), 0) FROM store.tombstone),
    (SELECT coalesce(max(patron_id), 0) FROM store.history)
) + 1 AS first;
