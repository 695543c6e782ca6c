"""Who reuses the other's rare words, at any distance in time? Leads, and never ties."""
