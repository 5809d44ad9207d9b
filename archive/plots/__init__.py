"""Pictures of what an archive holds and of what happened in it: data by SQL, drawing by Matplotlib (extra `plot`)."""
