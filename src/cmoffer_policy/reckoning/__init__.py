"""Dates, money and missing documents of a concrete case, and the Facts it amounts to."""
