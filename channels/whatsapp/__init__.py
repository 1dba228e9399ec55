"""WhatsApp Cloud API: webhook in, inbox, turns, outbox, messages out."""
