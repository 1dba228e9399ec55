"""Who was vaccinated, when, where and with what; which certificates say so; and how a record is put right.

Start reading at `service.py` for what is asked, `corrections.py` and `reports.py` for what changes, `next_dose.py` for
the dated schedule; `ports.py` is what the service needs from a store, `repository.py` the SQL adapter.
"""
