"""Numbers the law fixes that are no terms: how many, how often, what share. They stand in `acts/*.toml`."""

from statutes.book import all_figures, figure

__all__ = ["all_figures", "figure"]
