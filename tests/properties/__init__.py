"""Properties: what must hold for any text and any notes. Hypothesis looks for what breaks them."""
