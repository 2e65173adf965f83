-- Reads delivery_result, store.patron; writes the delivery's entries as Parquet: one row a patron and message.
COPY (
    SELECT patron.district_id, coalesce(delivery_result.key, patron.barcode) AS key, action, outcome, code, words, before, after
    FROM delivery_result
    LEFT JOIN store.patron USING (patron_id)
    ORDER BY delivery_result.patron_id, action, code
) TO {{ path | path }} (FORMAT parquet);
