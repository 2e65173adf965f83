-- A piece to include, no statement: reads the feed, every column as text and in file order; unreadable lines are set aside.
    SELECT *
    FROM read_csv(
        {{ feed.path | param }},
        auto_detect = false, header = {{ feed.header | param }}, skip = {{ feed.skip_rows | param }},
        delim = {{ feed.delimiter | param }}, quote = {{ feed.quote | param }}, escape = {{ feed.quote | param }},
        columns = {{ feed.columns | param }}, max_line_size = {{ feed.max_line_bytes | param }}, buffer_size = {{ feed.buffer_bytes | param }},
        strict_mode = true, store_rejects = true, rejects_limit = 0
    )
