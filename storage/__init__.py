"""What every database of the project shares: engines, and columns nobody can read without the key."""
