"""Proof that jukistat does what the specification says: on real files, real engines and a second, slow opinion."""
