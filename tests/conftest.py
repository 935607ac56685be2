"""One profile for every property test: the same examples on every machine, and no clock that could fail them."""

from hypothesis import HealthCheck, settings

from engine.backends.reference.depth import make_room

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("steady")

# What decides law asks for room once in a process; in the middle of a property test it would be taken back again.
make_room()
