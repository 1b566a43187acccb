"""How dates are written and read: ISO order, digits only, the same in both languages, so that columns line up.

The first input format is also what a form field shows, and the browser's own date picker accepts only ISO.
The others are what people paste: 2026/11/22, 2026.11.22, 20261122, 2026年11月22日.
"""
