-- Writes delivery_result: what became of each patron of the delivery; empty at first.
CREATE OR REPLACE TEMP TABLE delivery_result (
    patron_id BIGINT, key VARCHAR, action VARCHAR, outcome VARCHAR, code VARCHAR, words VARCHAR, before VARCHAR, after VARCHAR
);
