"""Words of the findings of procurement, one file beside each file of rules."""

from . import award, below_limit, documents, method, opening, remedies, start

WORDING = {
    **award.WORDING,
    **below_limit.WORDING,
    **documents.WORDING,
    **method.WORDING,
    **opening.WORDING,
    **remedies.WORDING,
    **start.WORDING,
}
