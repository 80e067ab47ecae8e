"""Groups: what is said where many read, and what a group's admins set."""
