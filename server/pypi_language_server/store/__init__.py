"""What this machine knows about projects: disk cache, freshness by serial, single flight."""
