"""Tunes multilingual-e5-small on the training data; needs PyTorch, which reading does not."""
