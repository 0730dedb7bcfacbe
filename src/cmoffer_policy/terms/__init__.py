"""What the policy says: its nouns, its clauses, its figures and the readings of its open points."""
