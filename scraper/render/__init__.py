"""Pages that exist only after scripts have run: a Chromium of this machine makes them, behind the same door."""
