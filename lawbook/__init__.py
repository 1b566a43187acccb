"""The law as it is maintained here: figures and calendars added to the shipped data, and pages that count with them."""
