-- Writes unreadable: the line of each place.
UPDATE unreadable SET line = found.line
FROM (SELECT unnest({{ places | param }}) AS byte_position, unnest({{ lines | param }}) AS line) AS found
WHERE found.byte_position = unreadable.byte_position;
