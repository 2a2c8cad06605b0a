"""What a user lets others see of them, and how others reach them."""
