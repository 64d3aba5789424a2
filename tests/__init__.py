"""Proof that jukistat does what it should: on real files, real engines and with a second, slow opinion."""
