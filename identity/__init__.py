"""Who is writing, and until when do we believe it.

`service.IdentityService` is the only entrance: one-time codes by SMS, verified sessions, limits on guessing, and
the short memory for identifiers a citizen has just said. Whether a number is registered never shows: both kinds
of number walk the same steps, cost the same work and the same number of SQL statements.
"""
