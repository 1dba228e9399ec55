"""What every database of the project shares: engines, sealed columns, and commands whose effect happens once."""
