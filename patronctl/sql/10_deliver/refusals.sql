-- Reads adoption; writes delivery: a patron whose key somebody else holds there is not created either.
UPDATE delivery SET action = 'refused' FROM adoption
WHERE delivery.patron_id = adoption.patron_id AND adoption.refused IS NOT NULL AND delivery.action = 'create';
