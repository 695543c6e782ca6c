"""What YouTube's Data API offers: comments under the videos of listed public channels."""
