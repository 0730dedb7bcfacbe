"""What happened: the order as it was bought, and the claim about it."""
