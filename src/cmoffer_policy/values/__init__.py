"""Money, instants and working days: values that know no clause of the policy."""
