"""A session that runs and the people who run it: requests, alerts, heartbeat, and how it stands."""
