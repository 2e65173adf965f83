-- Writes store.target: how the last delivery to a target ended.
INSERT INTO store.target
SELECT {{ target | param }}, {{ delivered_at | param }},
    coalesce({{ refreshed_at | param }}, (SELECT max(refreshed_at) FROM store.target WHERE target = {{ target | param }})),
    coalesce({{ in_step_at | param }}, (SELECT max(in_step_at) FROM store.target WHERE target = {{ target | param }})),
    {{ behind | param }}, {{ outcome | param }}, {{ error | param }};
DELETE FROM store.target WHERE target = {{ target | param }} AND rowid <> (SELECT max(rowid) FROM store.target WHERE target = {{ target | param }});
