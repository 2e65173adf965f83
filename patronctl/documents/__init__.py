"""Reading YAML: values with their line and column, and problems in plain words."""
