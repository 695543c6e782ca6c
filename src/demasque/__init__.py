"""Find networks of accounts that act as one, in exports of public posts, and show the evidence."""
