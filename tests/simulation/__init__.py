"""A newsroom that is run for weeks in minutes, the program that archives it, and an oracle that knows what was true.

python -m tests.simulation --posts 2000 --days 60 --seeds 1,2,3
"""
