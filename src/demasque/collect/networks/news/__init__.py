"""What news sites offer: feeds of their articles, in RSS or Atom."""
