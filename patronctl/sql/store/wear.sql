-- Reads how the tables lie in the store's file: their rows, those among them that are deleted but still take room, and the blocks that full
-- row groups would not need. A row group takes a block at least, and has room for 122,880 rows.
{% for table in tables %}
SELECT
    written AS rows,
    written - stored AS dead,
    greatest(row_groups - ceil(stored / 122880), 0)::BIGINT AS half_empty_blocks,
    used_blocks,
    free_blocks
FROM (SELECT used_blocks, free_blocks FROM pragma_database_size() WHERE database_name = 'store'), (
    SELECT
        count(DISTINCT row_group_id) AS row_groups,
        coalesce(sum(count) FILTER (WHERE column_id = 0 AND segment_type <> 'VALIDITY'), 0)::BIGINT AS written,
        (SELECT count(*) FROM store.{{ table | ident }}) AS stored
    FROM pragma_storage_info({{ ("store." ~ table) | param }})
)
{% if not loop.last %}UNION ALL{% endif %}

{% endfor %}
