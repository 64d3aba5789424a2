"""Proof that jukistat does what it says: on real files, real engines and a second, slow opinion."""
