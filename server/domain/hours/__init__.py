"""From a client's records to days, weeks and units: hours against the plan and against what the payer authorized."""
