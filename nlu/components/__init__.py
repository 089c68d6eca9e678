"""What runs inside Rasa: the pipeline of config.yml names these components. Nothing else here knows Rasa."""
