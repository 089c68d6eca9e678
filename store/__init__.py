"""What is kept: models, sessions, migrations, the inbox and the outbox."""
