"""What each step of a matter asks."""
