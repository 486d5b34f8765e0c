"""The stability room: graph-model conflict analysis with reasons.

``conflict`` holds the records, ``build`` makes states, ``preferences`` makes rankings, ``analysis``
answers which states are stable, ``explain`` says why and ``check`` re-checks what ``explain`` claims.
Nothing heavy is imported here.
"""
