"""What bench.py and guard.py are made of. Python 3, standard library alone."""
