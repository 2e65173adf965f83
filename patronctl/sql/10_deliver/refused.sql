-- Reads adoption, drift, delivery; writes delivery_result: whom the delivery doesn't touch, and what library staff changed.
INSERT INTO delivery_result
SELECT patron_id, NULL, 'adopt', 'refused', refused, NULL, NULL, NULL FROM adoption WHERE refused IS NOT NULL
UNION ALL
SELECT patron_id, NULL, 'adopt', 'done', 'target_adopted', NULL, NULL, NULL FROM adoption WHERE refused IS NULL
UNION ALL
SELECT patron_id, NULL, 'drift', CASE WHEN kept THEN 'kept' ELSE 'overwritten' END,
    CASE WHEN kept THEN 'target_edit_kept' ELSE 'target_edit_overwritten' END, field, before, now
FROM drift;
