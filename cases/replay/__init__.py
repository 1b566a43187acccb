"""Published cases through the doors: read (`source`), planned (`plan`), walked (`walk`)."""
