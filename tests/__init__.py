"""Tests of Meelezer: fast ones on values first, then those with the trained model, SQLite, pseudo-terminals, processes."""
