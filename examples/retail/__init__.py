"""A wholesaler's invoices turned into orders and claims: the parts of `decide_invoices.py`."""
