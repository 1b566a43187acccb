"""What each step asks. Filled by the next commit."""
