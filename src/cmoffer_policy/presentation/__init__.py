"""How a decision reads: in plain English, and as a card in a notebook."""
