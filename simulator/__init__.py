"""A phone in the browser that speaks Meta's Graph API: for trying, demonstrating and scripted tests.

It speaks only HTTP, as Meta does, and imports nothing of ours but `settings` and `clock`.
"""
