"""The Job Summary and the Job Manager as HTML: pages of one file each, that need no network and no server."""
