"""Meelezer: the colleague in a webcare team's chat who reads along before the reply goes out."""
