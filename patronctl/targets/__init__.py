"""Library systems that changes are delivered to."""
