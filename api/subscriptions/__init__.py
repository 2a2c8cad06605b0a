"""What resolvers need to declare a subscription."""
