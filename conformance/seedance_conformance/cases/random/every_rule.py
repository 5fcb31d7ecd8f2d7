"""By rule, the random bodies that break or keep it; the strategies of a rule are in the module of its field."""

from seedance_conformance.cases.case import References
from seedance_conformance.cases.create import addresses, frames, model_and_prompt, models, options, references
from seedance_conformance.cases.random.bodies import Bodies, Pairs


def violations(media: References) -> dict[str, Bodies]:
    """By rule: bodies that break this rule alone, apart from rules that dominate it or that it dominates."""
    modules = (model_and_prompt, options, frames, references, models, addresses)
    return {rule: bodies for module in modules for rule, bodies in module.violations(media).items()}


def valid_pairs(media: References) -> dict[str, Pairs]:
    """By rule: valid bodies that depend on the rule, with a control that doesn't."""
    modules = (model_and_prompt, options, frames, references, models)
    return {rule: pairs for module in modules for rule, pairs in module.valid_pairs(media).items()}
