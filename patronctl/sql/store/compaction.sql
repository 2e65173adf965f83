-- Reads nothing, writes the settings: how many runs of row groups a checkpoint may write again to get rid of deleted rows.
SET max_vacuum_tasks = {{ tasks | param }};
