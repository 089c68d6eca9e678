"""Understanding Vietnamese: the model, its training, its server, and what the house gets from them."""
