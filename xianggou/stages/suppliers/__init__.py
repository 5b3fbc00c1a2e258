"""The register of those who may serve: found, trained and told, never a gate (承接主体名录)."""
