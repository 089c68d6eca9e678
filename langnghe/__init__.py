"""The command line: builds the parts and hands them to each other. It is the only place that knows all of them."""
