"""Pages for people: each folder one group of screens, each view one call of a flow."""
