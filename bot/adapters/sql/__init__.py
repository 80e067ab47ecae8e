"""Everything that is kept, in one SQL database: a port a file."""
