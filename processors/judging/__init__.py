"""What the judge is made of: how reps are told from motion, measured, checked against rules, and put into words."""
