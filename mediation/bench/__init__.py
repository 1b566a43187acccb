"""Benchmarks: pages as ratios to floors measured in the same run. Never a test; a person reads them."""
