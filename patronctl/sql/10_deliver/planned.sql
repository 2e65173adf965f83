-- Reads delivery; writes delivery_result: who can't be delivered, and why.
INSERT INTO delivery_result
SELECT patron_id, key, action, 'refused',
    CASE action WHEN 'no_key' THEN 'target_key_missing' WHEN 'shared_key' THEN 'target_key_shared' ELSE 'target_left_alone' END, NULL, NULL, NULL
FROM delivery
WHERE action IN ('no_key', 'shared_key', 'left_alone');
