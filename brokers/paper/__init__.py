"""A broker on paper: a market simulator with its own books, commissions, settlement and faults, all of it data."""

from brokers.paper.broker import PaperBroker
from brokers.paper.commissions import Commissions
from brokers.paper.data import PaperDataError
from brokers.paper.faults import FaultPlan, read_plan
from brokers.paper.margin import Margin
from brokers.paper.memory import Basis, Opening
from brokers.paper.model import Model
from brokers.paper.quotes import Dividend, Quote, Quotes, Sessions, SnapshotQuotes, Split

__all__ = [
    "Basis",
    "Commissions",
    "Dividend",
    "FaultPlan",
    "Margin",
    "Model",
    "Opening",
    "PaperBroker",
    "PaperDataError",
    "Quote",
    "Quotes",
    "Sessions",
    "SnapshotQuotes",
    "Split",
    "read_plan",
]
