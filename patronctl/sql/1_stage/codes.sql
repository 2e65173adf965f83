-- Writes the code tables of a run from the district's configuration and store.patron_type: small, joined while the feed is read.
CREATE TEMP TABLE patron_type_code AS
SELECT name, persona FROM (SELECT unnest({{ patron_types | param }}, recursive := true))
UNION ALL
SELECT DISTINCT stored.name, 'other'
FROM store.patron_type AS stored
WHERE NOT list_contains({{ patron_types | param }}.list_transform(lambda known: known.name), stored.name);

CREATE TEMP TABLE site_code AS
SELECT site.* REPLACE (CAST(site.default_resource_group AS VARCHAR) AS default_resource_group), coalesce(type.persona, 'other') AS default_persona
FROM (SELECT unnest({{ sites | param }}, recursive := true)) AS site
LEFT JOIN patron_type_code AS type ON type.name = site.default_patron_type;

-- The codes as types: a value is looked up by hash while the feed is read, without a join that could change the order of records.
CREATE TYPE known_site AS ENUM (SELECT code FROM site_code ORDER BY rowid);
CREATE TYPE known_patron_type AS ENUM (SELECT name FROM patron_type_code ORDER BY rowid);

CREATE TEMP TABLE message_code AS
SELECT unnest({{ message_codes | param }}, recursive := true);
