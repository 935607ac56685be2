"""What runs compiled law, and records why it decided as it did."""
