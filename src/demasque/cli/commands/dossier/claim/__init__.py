"""Commands about claims: ``demasque claim add`` and its neighbours."""
