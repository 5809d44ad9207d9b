"""Fetching: the one door to the network. `Fetcher` does it, `Policy` says how, `Answer` is what comes back."""

from scraper.fetch.client import Fetcher
from scraper.fetch.conditional import Validators
from scraper.fetch.policy import PRODUCT, Answer, Kind, Policy, Sink, SiteScope, make_user_agent

__all__ = ["PRODUCT", "Answer", "Fetcher", "Kind", "Policy", "Sink", "SiteScope", "Validators", "make_user_agent"]
