"""What `make` runs: set-up, serving, testing, checking. Nothing here is imported by the system itself."""
