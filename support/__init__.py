"""What the service does: plain functions of a session, the desk and an event. No channel, no network."""
