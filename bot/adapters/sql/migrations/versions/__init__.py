"""One file a migration; `down_revision` puts them in order."""
