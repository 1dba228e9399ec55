"""What a vaccine certificate says, how it is drawn, and how it is verified."""
