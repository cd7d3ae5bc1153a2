"""Score: an additive value model with fixed value functions."""
