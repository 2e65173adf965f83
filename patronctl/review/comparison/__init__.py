"""The configuration against another version of it, in the words of somebody who runs a library."""
