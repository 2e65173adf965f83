"""Who is told when something needs them."""
