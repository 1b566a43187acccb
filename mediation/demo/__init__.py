"""The demonstration: invented people and files, walked by the real steps through the doors, relative to a day.

`people` who sign in and where they work, `invent` names and numbers, `files` the table of files and how each is walked.
"""
