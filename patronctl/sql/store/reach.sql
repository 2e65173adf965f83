-- Reads nothing, writes the settings: the folders that the connection may read and write.
SET allowed_directories = {{ folders | param }};
