"""The frame: settings, addresses, wiring. It may import every room; no room imports it."""
