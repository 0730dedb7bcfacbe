"""The decision about a claim, and how it reads."""
