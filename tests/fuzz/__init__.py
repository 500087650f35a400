"""Fuzzing of what strangers and clients may send: `python -m tests.fuzz [--seconds N] [--target NAME …]`.

A target takes bytes and raises when something is wrong; refusing them in the way that it announces is right. Where
atheris is installed (`pip install atheris`), inputs are chosen by the code that they reach; without it they are seeds
that are bent at random, the same way for the same `--seed`. An input that failed is kept and named, and
`--target NAME --input FILE` tries it again.
"""
