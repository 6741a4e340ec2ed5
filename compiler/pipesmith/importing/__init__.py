"""Programs made of what other systems describe in JSON.

What every importer shares is here: the ledger that accounts for each element of a document, the
findings, names, values, the expressions of other systems, and the writing of the program. Each
system has a package of its own.
"""
