-- Writes store.job_state, store.load, store.patron_type: the baseline moves on, and the store says which run brought it here.
INSERT INTO store.patron_type SELECT unnest(CAST({{ patron_types | param }} AS VARCHAR[])), {{ run_id | param }};

{% if is_baseline %}
DELETE FROM store.job_state WHERE job = {{ job | param }};

INSERT INTO store.job_state
    (job, last_run_id, last_update_at, last_full_at, last_full_records_read, properties_sha256, source_sha256, hashed_by, read_by)
SELECT {{ job | param }}, {{ run_id | param }}, {{ as_of | param }}, {{ last_full_at | param }}, {{ last_full_records_read | param }},
    {{ properties_sha256 | param }}, {{ source_sha256 | param }}, {{ hashed_by | param }}, {{ read_by | param }};
{% endif %}

INSERT INTO store.load
SELECT {{ run_id | param }}, {{ job | param }}, {{ update | param }}, {{ as_of | param }}, {{ committed_at | param }}, {{ digest | param }}, {{ records_read | param }};
