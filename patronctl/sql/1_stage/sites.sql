-- Reads site_code: what each code stands for, in the order of the type known_site.
SELECT list(site ORDER BY rowid) AS site, list(default_patron_type ORDER BY rowid) AS default_patron_type,
    list(default_access_level ORDER BY rowid) AS default_access_level, list(default_resource_group ORDER BY rowid) AS default_resource_group,
    list(default_persona ORDER BY rowid) AS default_persona
FROM site_code;
