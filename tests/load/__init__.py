"""Load: what the product reaches on this machine, each figure beside its ceiling measured in the same run."""
