"""What servers of Mastodon and its relatives offer: public streams and public timelines."""
