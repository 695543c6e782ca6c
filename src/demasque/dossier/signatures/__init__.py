"""What characterises a campaign, without personal data: a file that organisations exchange."""
