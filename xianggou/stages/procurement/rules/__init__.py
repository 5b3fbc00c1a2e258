"""Rules of procurement, one file for each part of the way: start, method, documents, opening, award, remedies.

Below the limit a place's internal control decides instead (`below_limit`).
"""

from .award import Award, Framework
from .below_limit import QuoteComparison, incompatible_duties
from .documents import Documents
from .method import Invitation, MethodChoice, Split
from .opening import Opening, PriceReview
from .remedies import Remedy
from .start import Start, is_below_limit

__all__ = [
    "Award",
    "Documents",
    "Framework",
    "Invitation",
    "MethodChoice",
    "Opening",
    "PriceReview",
    "QuoteComparison",
    "Remedy",
    "Split",
    "Start",
    "incompatible_duties",
    "is_below_limit",
]
