-- Reads nothing, writes the settings: no file outside the allowed folders, no further change of settings.
SET enable_external_access = false;
SET lock_configuration = true;
