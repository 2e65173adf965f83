-- Reads every table of grown, writes the same ones of store, which has nothing yet but its schema: the store again, without what was deleted.
{% for name in tables %}
DELETE FROM store.{{ name | ident }};
INSERT INTO store.{{ name | ident }} BY NAME SELECT * FROM grown.{{ name | ident }};
{% endfor %}
