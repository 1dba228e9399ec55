"""Who was vaccinated, when, where and with what; and which certificates say so.

Start reading at `service.py`; `ports.py` is what the service needs from a store, `repository.py` the SQL adapter.
"""
