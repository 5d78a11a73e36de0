"""The stories about ballots, one file each; `generate.py` beside this folder writes them all."""
