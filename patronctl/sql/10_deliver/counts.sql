-- Reads delivery, store.confirmed; one row: how many would be created, changed, inactivated, reactivated and deleted, of how many.
SELECT
    count(*) FILTER (action = 'create') AS created,
    count(*) FILTER (action IN ('update', 'reactivate', 'inactivate') AND cardinality(fields) > 0) AS changed,
    count(*) FILTER (action = 'update') AS updated,
    count(*) FILTER (action = 'inactivate') AS inactivated,
    count(*) FILTER (action = 'reactivate') AS reactivated,
    count(*) FILTER (action = 'delete') AS deleted,
    count(*) FILTER (action = 'left_alone') AS left_alone,
    count(*) FILTER (action = 'no_key') AS without_key,
    count(*) FILTER (action = 'shared_key') AS sharing_key,
    count(*) FILTER (action IN ('update', 'inactivate', 'reactivate') AND len(list_intersect(map_keys(fields), {{ person | param }})) > 0) AS renamed,
    (SELECT count(*) FROM store.confirmed WHERE target = {{ target | param }}) AS confirmed,
    (SELECT count(*) FROM desired) AS desired
FROM delivery;
