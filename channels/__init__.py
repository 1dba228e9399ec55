"""The edges through which citizens reach the assistant."""
