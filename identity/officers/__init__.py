"""Officers: who may enter the console, with a password and a time-based code, and for how long we believe it."""
