"""GraphQL Code Generator: writes the types of the client's documents."""
