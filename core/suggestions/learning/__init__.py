"""Learning the weights of suggestions from the network's own follows."""
