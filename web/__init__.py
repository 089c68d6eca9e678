"""What staff see in a browser: the queue, a ticket with its conversation, reviews and numbers."""
