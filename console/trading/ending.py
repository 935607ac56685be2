"""What ends a run before its time, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from console.trouble import Trouble


@contextmanager
def ending(stale: str = "a stale lease is taken over with `--take-over`") -> Iterator[None]:
    """Turns what a run cannot go on from into Trouble: the account is as its ledger says, and can be recovered.

    `stale`: what is to be done where whoever held a lease is dead.
    """
    from console.trading.stage import NothingToRun
    from engine.session.desk import SessionOver
    from engine.trading.broker import BrokerUnavailable
    from engine.trading.journal import NotRecorded
    from ledger.leases import LeaseRefused

    try:
        yield
    except NothingToRun as nothing:
        raise Trouble(f"there is nothing to run: {nothing}", "Name an account that is not closed.") from None
    except SessionOver as over:
        raise Trouble(f"the session is over: {over}", "Nothing was sent since. Start again to recover.") from None
    except NotRecorded as error:
        raise Trouble(f"the ledger does not take an entry: {error}") from None
    except LeaseRefused as error:
        raise Trouble(str(error), f"Stop the other one first; {stale}.") from None
    except BrokerUnavailable as error:
        raise Trouble(f"the broker: {error}") from None
