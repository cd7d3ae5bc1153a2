"""Physics that backs the rules: size, colour, extinction, brightness, mass, tissue; each model with its validity."""
