"""Where Meelezer meets the outside: chat, terminal, NLU, ledger. Each module is named after its vendor."""
