"""What a citizen's file is, and what of it is kept: photos written anew without hidden data, PDF files when plain.

Start at `sniffing.py`, which looks at first bytes only. `sandbox.py` has the decoders (`cleaning.py`, `images.py`,
`documents.py`) run in a process of their own with bounded time and memory, so that no file can harm the service.
"""
