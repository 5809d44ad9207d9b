"""How soon edits are noticed, and at what cost: a site that lives, rules that watch it, and what they saw."""
