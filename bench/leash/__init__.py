"""The bench of the language model's leash: what a lying or obedient model would say."""
